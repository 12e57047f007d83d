using System.Globalization;
using System.Text.RegularExpressions;
using Olympian.Deployment.Cleaning;
using Olympian.Deployment.Diagnosis;

namespace Olympian.Deployment.Healing;

/// <summary>
/// The smallest step of all: what failed by a race or for the moment is done once more, after a pause. Nothing is removed for it, and what
/// fails for any other reason, a user's own above all, fails at once.
/// </summary>
public sealed partial class RetryOnce(TimeProvider time, Random random)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="what">What is done, for the line that says that it is done again: <c>Pulling node:22</c>.</param>
    /// <param name="act">Does it.</param>
    /// <param name="journal">Told of the second attempt.</param>
    /// <param name="cancellationToken">Ends the pause.</param>
    public async Task<T> RunAsync<T>(string what, Func<Task<T>> act, ICleaningJournal journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        ArgumentNullException.ThrowIfNull(journal);

        try
        {
            return await act();
        }
        catch (ExpectedFailure failure) when (MayPass(failure))
        {
            var pause = PauseAfter(failure);
            journal.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"{what} failed ({Word(failure)}); nothing was removed; once more in {pause.TotalSeconds:0.0} s. It said: {failure.WhatFailed}"));
            await Task.Delay(pause, time, cancellationToken);
            return await act();
        }
    }

    /// <summary>As the other, of what returns nothing.</summary>
    public Task RunAsync(string what, Func<Task> act, ICleaningJournal journal, CancellationToken cancellationToken) =>
        RunAsync(
            what,
            async () =>
            {
                await act();
                return true;
            },
            journal,
            cancellationToken);

    private static bool MayPass(ExpectedFailure failure) =>
        failure is IPassingFailure { MayPass: true }
        || (failure is IDiagnosedFailure diagnosed && diagnosed.Diagnosis.Class is FaultClass.Transient or FaultClass.Race);

    private static string Word(ExpectedFailure failure) =>
        failure is IDiagnosedFailure diagnosed ? diagnosed.Diagnosis.Class.Words() : FaultClass.Transient.Words();

    // As long as was asked for, within reason; otherwise a little while, and not the same for everybody who was refused at once.
    private TimeSpan PauseAfter(ExpectedFailure failure)
    {
        var asked = failure is IPassingFailure { RetryAfter: { } said } ? said
            : failure is IDiagnosedFailure diagnosed ? diagnosed.Lines.Select(AskedIn).FirstOrDefault(found => found is not null)
            : null;
        return asked is { } pause
            ? TimeSpan.FromTicks(Math.Clamp(pause.Ticks, TimeSpan.FromSeconds(1).Ticks, Longest.Ticks))
            : Usual + TimeSpan.FromSeconds(random.NextDouble() * 2);
    }

    // Registries that say so in their message: "retry-after: 413.171µs, allowed: 44000/minute".
    private static TimeSpan? AskedIn(string line)
    {
        if (RetryAfter().Match(line) is not { Success: true } match
            || !double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return match.Groups["unit"].Value.ToLowerInvariant() switch
        {
            "m" or "min" => TimeSpan.FromMinutes(Math.Min(number, 60)),
            "" or "s" => TimeSpan.FromSeconds(Math.Min(number, 3600)),
            _ => TimeSpan.Zero, // thousandths or less of a second
        };
    }

    [GeneratedRegex(@"\bretry[- ]after[:=]?\s*(?<number>\d+(?:\.\d+)?)\s*(?<unit>ms|µs|us|ns|min|m|s|)(?:ute|econd)?s?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RetryAfter();
}
