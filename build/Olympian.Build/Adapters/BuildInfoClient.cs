using System.Text.Json;
using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Adapters;

/// <summary>Asks by HTTP on a published port. The answer is JSON with buildDate, gitCommit, sourceHash and cacheBust.</summary>
public sealed class BuildInfoClient(EngineEndpoint engine) : IBuildInfoClient, IDisposable
{
    private const int LargestAnswer = 64 * 1024;

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        // The port is on the engine's host or on this one; a proxy has no business between.
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
    })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = LargestAnswer,
    };

    public async Task<BuildInfo?> AskAsync(PublishedPort port, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(path);

        try
        {
            var url = new Uri($"http://{await engine.HostOfAsync(port, cancellationToken)}:{port.HostPort}/{path.TrimStart('/')}");
            using var answer = JsonDocument.Parse(await http.GetStringAsync(url, cancellationToken));
            return new(Text(answer, "buildDate"), Text(answer, "gitCommit"), Text(answer, "sourceHash"), Text(answer, "cacheBust"));
        }
        catch (Exception noAnswer) when (noAnswer is HttpRequestException or JsonException or InvalidOperationException
            || (noAnswer is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Whoever asked compares the answer with the release: no answer never passes for a good one.
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    private static string? Text(JsonDocument answer, string name) =>
        answer.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
