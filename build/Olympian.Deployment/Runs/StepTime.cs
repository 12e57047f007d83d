using System.Text;
using Olympian.Deployment.Images;
using Olympian.Deployment.Settings;

namespace Olympian.Deployment.Runs;

/// <summary>How long one instruction of a Dockerfile took.</summary>
/// <param name="Service">The service whose image was built.</param>
/// <param name="Text">As BuildKit names it, <c>[build 3/5] RUN npm ci</c>: without secrets, and cut at <see cref="Longest"/> characters.</param>
/// <param name="Duration">From its beginning to its end; zero where the builder told none.</param>
/// <param name="IsCached">Whether its result came from the build cache.</param>
public sealed record StepTime(string Service, string Text, TimeSpan Duration, bool IsCached)
{
    /// <summary>How much of an instruction is kept, in characters.</summary>
    public const int Longest = 120;

    /// <summary>Of an instruction, as the builder told it.</summary>
    public static StepTime Of(string service, BuildInstruction instruction)
    {
        ArgumentNullException.ThrowIfNull(instruction);

        var took = instruction.Completed - instruction.Started ?? TimeSpan.Zero;
        return new(service, Shortened(instruction.ToString()), took > TimeSpan.Zero ? took : TimeSpan.Zero, instruction.Cached);
    }

    // Scrubbed while it is whole: half a secret is not found any more.
    private static string Shortened(string text)
    {
        var clean = CommandLine.Redact(KnownSecrets.Scrub(text), []);
        if (clean.Length <= Longest)
        {
            return clean;
        }

        var end = Longest - 1;
        return new StringBuilder(clean, 0, char.IsHighSurrogate(clean[end - 1]) ? end - 1 : end, Longest).Append('…').ToString();
    }
}
