namespace Olympian.Deployment.Diagnosis;

/// <summary>Words a failure's next step by what the catalogue knows of the text that Docker printed.</summary>
public static class NextStep
{
    /// <summary>The diagnosis and its advice before the next step; the step alone where the catalogue knows nothing.</summary>
    /// <param name="printed">The lines that Docker printed.</param>
    /// <param name="otherwise">The next step that holds in any case.</param>
    public static string Of(IEnumerable<string> printed, string otherwise) => Of(LogDiagnosis.Of(printed), null, otherwise);

    /// <inheritdoc cref="Of(IEnumerable{string}, string)"/>
    /// <param name="diagnosis">What was found in the lines that Docker printed.</param>
    /// <param name="detail">What was found out beyond the message; null for nothing.</param>
    /// <param name="otherwise">The next step that holds in any case.</param>
    public static string Of(LogDiagnosis diagnosis, string? detail, string otherwise)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);

        return diagnosis.Cause is not { Entry: var entry }
            ? otherwise
            : $"Diagnosis: {entry.Class.Words()}. {detail ?? entry.Cause}\n{entry.Advice}\n{otherwise}";
    }
}
