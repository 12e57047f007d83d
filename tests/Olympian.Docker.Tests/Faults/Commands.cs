using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What docker commands say on an engine that was damaged.</summary>
internal static class Commands
{
    /// <summary>Runs a command, which must fail with the text; or, where there is no text, succeed.</summary>
    public static async Task SaysAsync(TestEngine engine, string? text, params string[] command)
    {
        var answer = await engine.Docker.AskAsync(new(command), CancellationToken.None);
        var said = $"`docker {string.Join(' ', command)}`: exit code {answer.ExitCode}\n{answer.StandardError}{answer.StandardOutput}";
        Assert.That(answer.ExitCode, text is null ? Is.Zero : Is.Not.Zero, said);
        Assert.That(answer.StandardError, Does.Contain(text ?? ""), said);
    }

    /// <summary>As <see cref="SaysAsync"/>, of saving an image.</summary>
    public static async Task SaveSaysAsync(TestEngine engine, string? text, string image)
    {
        var archive = Path.Combine(engine.Directory, "saved.tar");
        await SaysAsync(engine, text, "image", "save", "--output", archive, image);
        File.Delete(archive);
    }
}
