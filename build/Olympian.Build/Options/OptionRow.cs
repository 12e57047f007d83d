namespace Olympian.Build.Options;

/// <summary>
/// One option, declared once: the command line, the help text and the README's table are made from these rows.
/// </summary>
/// <param name="Name">Without the leading dashes.</param>
/// <param name="Kind">Whether it takes a value.</param>
/// <param name="EnvironmentVariable">The variable read when the option is not given; null for none.</param>
/// <param name="Default">The default as shown to people; empty for none.</param>
/// <param name="Meaning">One line.</param>
public sealed record OptionRow(string Name, OptionKind Kind, string? EnvironmentVariable, string Default, string Meaning);
