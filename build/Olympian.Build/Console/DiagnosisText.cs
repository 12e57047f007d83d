using System.Text;
using Olympian.Deployment.Diagnosis;

namespace Olympian.Build.Console;

/// <summary>A diagnosis for people: each finding once, then the one that is most likely the cause.</summary>
internal static class DiagnosisText
{
    public static string Of(LogDiagnosis diagnosis)
    {
        var text = new StringBuilder();
        foreach (var finding in diagnosis.Findings)
        {
            var entry = finding.Entry;
            var times = finding.Count > 1 ? $", {finding.Count} times" : "";
            text.AppendLine($"line {finding.Line}{times}: {finding.Text}")
                .AppendLine($"  class    {entry.Class.Words()} ({entry.Id})")
                .AppendLine($"  cause    {entry.Cause}")
                .AppendLine($"  to do    {entry.Advice}")
                .AppendLine($"  source   {entry.Source}")
                .AppendLine();
        }

        if (diagnosis.Cause is { } cause)
        {
            text.AppendLine($"Most likely the cause: line {cause.Line}, {cause.Entry.Class.Words()}.");
        }

        text.Append(Remainder(diagnosis));
        return text.ToString();
    }

    // A tool that guesses is worse than one that says what it does not know.
    private static string Remainder(LogDiagnosis diagnosis) => (diagnosis.Cause, diagnosis.LastUnknown) switch
    {
        (_, { } unknown) => $"""
            The last error of {diagnosis.Lines} lines that the catalogue does not know is line {unknown.Line}: {unknown.Text}
            {Wanted}
            """,
        (null, null) => $"""
            Unknown: none of {diagnosis.Lines} lines is a message that the catalogue knows, and none looks like an error.
            {Wanted}
            """,
        _ => $"Read {diagnosis.Lines} lines; every one that looks like an error is explained above.",
    };

    private const string Wanted =
        "To have it added, report the whole log (look through it for secrets first) with what `docker version`, `docker buildx version` and `docker info` say.";
}
