using System.Text;
using Olympian.Deployment;
using Olympian.Deployment.Images;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>Engines that die in the middle of something.</summary>
internal static class EngineDeaths
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Builds upon the base, and kills the engine while a command of the build runs.</summary>
    /// <returns>All that the client said.</returns>
    public static Task<string> DuringRunAsync(
        TestEngine engine, string baseImage, string tag, EngineDeath death, CancellationToken cancellationToken = default) =>
        WhenPrintedAsync(
            engine,
            death,
            Build(tag, $"FROM {baseImage}\nRUN echo half > /half && echo now-it-dies && sleep 120\n"),
            " now-it-dies",
            cancellationToken);

    /// <summary>Builds upon the base, and kills the engine while it makes layers of what was built.</summary>
    /// <returns>All that the client said.</returns>
    public static Task<string> DuringExportAsync(
        TestEngine engine, string baseImage, string tag, EngineDeath death, CancellationToken cancellationToken = default) =>
        // 300 MB, so that making the layer takes longer than noticing that it began.
        WhenPrintedAsync(
            engine,
            death,
            Build(tag, $"FROM {baseImage}\nRUN dd if=/dev/zero of=/large bs=1M count=300\n"),
            "exporting layers",
            cancellationToken);

    /// <summary>Pulls through a relay, and kills the engine when this many bytes have come.</summary>
    /// <param name="engine">Which engine.</param>
    /// <param name="relay">Before the registry.</param>
    /// <param name="name">The image's name without the address.</param>
    /// <param name="bytes">Of all answers together, the manifest's and the configuration's too.</param>
    /// <param name="death">How much dies.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All that the client said.</returns>
    public static async Task<string> DuringPullAsync(
        TestEngine engine, RegistryRelay relay, string name, long bytes, EngineDeath death, CancellationToken cancellationToken = default)
    {
        relay.HoldAfter(bytes);
        return await WatchAsync(
            engine, death, new DockerCommand("image", "pull", $"{relay.Address}/{name}"), _ => { }, relay.Reached, cancellationToken);
    }

    private static async Task<string> WhenPrintedAsync(
        TestEngine engine, EngineDeath death, DockerCommand command, string text, CancellationToken cancellationToken)
    {
        var printed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return await WatchAsync(
            engine,
            death,
            command,
            line =>
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    printed.TrySetResult();
                }
            },
            printed.Task,
            cancellationToken);
    }

    private static async Task<string> WatchAsync(
        TestEngine engine,
        EngineDeath death,
        DockerCommand command,
        Action<string> onLine,
        Task moment,
        CancellationToken cancellationToken)
    {
        var said = new StringBuilder();
        var client = engine.Docker.WatchAsync(
            command,
            line =>
            {
                said.Append(line.Text).Append('\n');
                onLine(line.Text);
            },
            cancellationToken);

        await Task.WhenAny(moment, client).WaitAsync(Limit, cancellationToken);
        if (!moment.IsCompleted)
        {
            throw new IOException($"`{command}` ended before the moment at which the engine was to be killed:\n{said}");
        }

        await engine.KillAsync(death, cancellationToken);
        try
        {
            await client.WaitAsync(Limit, cancellationToken);
        }
        catch (ExpectedFailure failure)
        {
            said.Append(failure.Message);
        }

        return said.ToString();
    }

    private static DockerCommand Build(string tag, string dockerfile) =>
        new("buildx", "build", "--progress=plain", "--no-cache", "--network=none", "--tag", tag, "-") { Input = dockerfile };
}
