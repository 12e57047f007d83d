using System.Collections.Concurrent;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters;

/// <summary>
/// Asks by HTTP on the published port, each time by a new connection, as a browser that has just come would: a connection that was
/// kept says nothing of who could come in.
/// </summary>
public sealed class SwitchProbe(EngineEndpoint engine, TimeProvider time) : ISwitchProbe
{
    public async Task<ISwitchWatch> BeginAsync(ComposeProject project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(project);

        var asked = new List<(string Path, Uri Url)>();
        foreach (var service in project.Services.Where(service => service.Ports.Count > 0))
        {
            var port = service.Ports[0];
            var host = await engine.HostOfAsync(port, cancellationToken);
            asked.AddRange(service.ProbePaths.Select(path => (path, new Uri($"http://{host}:{port.HostPort}/{path.TrimStart('/')}"))));
        }

        return new Watch(asked, time, cancellationToken);
    }

    private sealed class Watch : ISwitchWatch
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

        // More than this many without an answer, and the next would only wait in a queue of our own making.
        private const int MostAtOnce = 200;

        private readonly HttpClient http = new(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectTimeout = TimeSpan.FromSeconds(2),
        })
        {
            Timeout = TimeSpan.FromSeconds(5),
        };

        private readonly TimeProvider time;
        private readonly CancellationTokenSource ending;
        private readonly DateTimeOffset began;
        private readonly List<(string Path, ConcurrentQueue<(DateTimeOffset At, bool IsWell)> Answers, Task Asking)> paths;

        public Watch(IEnumerable<(string Path, Uri Url)> asked, TimeProvider time, CancellationToken cancellationToken)
        {
            this.time = time;
            ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            began = time.GetUtcNow();
            paths = [.. asked.Select(one =>
            {
                var answers = new ConcurrentQueue<(DateTimeOffset, bool)>();
                return (one.Path, answers, Task.Run(() => AskAgainAndAgainAsync(one.Url, answers), CancellationToken.None));
            })];
        }

        public async Task<IReadOnlyList<ServiceGap>> EndAsync()
        {
            // What is still out when the asking ends has an answer or its limit to wait for.
            await ending.CancelAsync();
            var ended = time.GetUtcNow();
            await Task.WhenAll(paths.Select(path => path.Asking));
            return [.. paths.Select(path => ServiceGap.Of(path.Path, began, ended, path.Answers))];
        }

        public async ValueTask DisposeAsync()
        {
            await ending.CancelAsync();
            await Task.WhenAll(paths.Select(path => path.Asking));
            ending.Dispose();
            http.Dispose();
        }

        private async Task AskAgainAndAgainAsync(Uri url, ConcurrentQueue<(DateTimeOffset At, bool IsWell)> answers)
        {
            var asking = new HashSet<Task>();
            while (!ending.IsCancellationRequested)
            {
                asking.RemoveWhere(request => request.IsCompleted);
                if (asking.Count < MostAtOnce)
                {
                    asking.Add(AskAsync(url, answers));
                }

                await Task.Delay(Pause, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Task.WhenAll(asking);
        }

        private async Task AskAsync(Uri url, ConcurrentQueue<(DateTimeOffset At, bool IsWell)> answers)
        {
            bool isWell;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                request.Headers.ConnectionClose = true;
                using var answer = await http.SendAsync(request, CancellationToken.None);
                isWell = (int)answer.StatusCode < 400;
            }
            catch (Exception none) when (none is HttpRequestException or OperationCanceledException)
            {
                isWell = false;
            }

            answers.Enqueue((time.GetUtcNow(), isWell));
        }
    }
}
