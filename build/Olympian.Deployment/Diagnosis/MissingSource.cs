using Olympian.Deployment.Images;
using Olympian.Deployment.Sources;

namespace Olympian.Deployment.Diagnosis;

/// <summary>
/// Says why a COPY found nothing: which path, in which context, and the ignore rule that hides it. The message looks like cache trouble,
/// and people have pruned for hours on account of it.
/// </summary>
public sealed class MissingSource(IContextFiles files)
{
    private static readonly string[] Ids = ["copy-source-missing", "copy-directory-missing", "copy-source-missing-classic"];

    /// <param name="build">How the image was to be built.</param>
    /// <param name="step">The failing step as BuildKit names it; null when it is not known.</param>
    /// <param name="diagnosis">What was found in the build's output.</param>
    /// <returns>One or two sentences; null when the failure is of another kind.</returns>
    public string? Explain(ServiceBuild build, string? step, LogDiagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(diagnosis);

        if (diagnosis.Cause is not { Subject: { } subject } cause || !Ids.Contains(cause.Entry.Id, StringComparer.Ordinal))
        {
            return null;
        }

        var path = PatternOf(step, subject.Trim('/')) ?? subject.Trim('/');
        if (FromOf(step) is not { } from)
        {
            return InContext(build.ContextDirectory, build.Dockerfile, path);
        }

        return build.AdditionalContexts.TryGetValue(from, out var context) && !context.Contains("://", StringComparison.Ordinal)
            ? InContext(context, null, path)
            : $"'/{path}' was looked for in '{from}' (--from={from}), not in the build context: that stage or image does not hold it.";
    }

    private string InContext(string context, string? dockerfile, string path)
    {
        IgnoreRules? rules;
        try
        {
            rules = files.RulesOf(context, dockerfile);
        }
        catch (ExpectedFailure unusable)
        {
            return $"'{path}' was not sent of the build context {context}. {unusable.WhatFailed} {unusable.ExpectedAndActual}";
        }

        var where = rules is null ? "there is no ignore file" : $"its ignore rules are in {rules.File}";
        if (path.AsSpan().IndexOfAny("*?[") >= 0)
        {
            return $"Nothing that is sent of the build context {context} matches '{path}'; {where}.";
        }

        var names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (Absent(context, names) is { } absent)
        {
            return $"{absent} ({where}).";
        }

        return rules is not null && RuleThatHides(rules.Ignore, names) is { } rule
            ? $"'{path}' is in the build context {context}, but line {rule.Line} of {rules.File} leaves it out: {rule.Text}"
            : $"'{path}' is in the build context {context} now and no rule leaves it out ({where}): it came after the build had begun.";
    }

    private string? Absent(string context, IReadOnlyList<string> names)
    {
        var directory = context;
        foreach (var name in names)
        {
            if (files.NamesIn(directory) is not { } present)
            {
                return directory == context
                    ? $"The build context {context} is no directory that can be read"
                    : $"'{string.Join('/', names)}' is not in the build context {context}: {directory} is no directory that can be read";
            }

            if (!present.Contains(name, StringComparer.Ordinal))
            {
                var other = present.FirstOrDefault(candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
                var hint = other is null ? "" : $", but has '{other}': upper and lower case count";
                return $"'{string.Join('/', names)}' is not in the build context {context}: {directory} has no '{name}'{hint}";
            }

            directory = $"{directory.TrimEnd('/')}/{name}";
        }

        return null;
    }

    private static IgnoreRule? RuleThatHides(DockerIgnore ignore, IReadOnlyList<string> names)
    {
        IgnoreVerdict? verdict = null;
        var path = "";
        foreach (var name in names)
        {
            path = path.Length == 0 ? name : $"{path}/{name}";
            verdict = ignore.Judge(path, verdict);

            // Docker does not look beneath such a directory at all.
            if (verdict.IsIgnored && ignore.SkipsAllBeneath(path))
            {
                return verdict.Rule;
            }
        }

        return verdict is { IsIgnored: true } ? verdict.Rule : null;
    }

    // Of a pattern that matches nothing BuildKit names only the directory before its first wildcard, which may well be there.
    private static string? PatternOf(string? step, string directory) => step?.Split(' ')
        .Select(word => word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word.TrimStart('/'))
        .FirstOrDefault(word => word.StartsWith($"{directory}/", StringComparison.Ordinal) && word.AsSpan().IndexOfAny("*?[") >= 0);

    private static string? FromOf(string? step)
    {
        const string option = "--from=";
        var start = step?.IndexOf(option, StringComparison.Ordinal) ?? -1;
        return start < 0 ? null : step![(start + option.Length)..].Split(' ', 2)[0];
    }
}
