namespace Olympian.Deployment.Settings;

/// <summary>One statement of a <c>.env</c> file and where it stands.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">Quotes and escapes undone, variables not yet filled in; null for a name alone.</param>
/// <param name="IsQuoted">It stood in quotes of either kind.</param>
/// <param name="IsLiteral">It stood in single quotes: a dollar sign is a dollar sign.</param>
/// <param name="Start">Where the statement starts.</param>
/// <param name="ValueStart">Where the value starts, its opening quote included; for a name alone, the name's end.</param>
/// <param name="ValueEnd">Where the value ends, its closing quote included, blanks and comment after it not.</param>
/// <param name="Line">The statement's line, counted from 1.</param>
internal sealed record DotEnvEntry(
    string Key, string? Value, bool IsQuoted, bool IsLiteral, int Start, int ValueStart, int ValueEnd, int Line);
