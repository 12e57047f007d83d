namespace Olympian.Deployment.Bases;

/// <summary>A stage, as it is written.</summary>
/// <param name="Line">The line of its <c>FROM</c>.</param>
/// <param name="Name">In lower case; null for one without.</param>
/// <param name="Base">The word after <c>FROM</c>, variables not filled in.</param>
/// <param name="Platform">The word of <c>--platform</c>; empty without.</param>
/// <param name="Sources">What its instructions take files from.</param>
/// <param name="Triggers">What the instructions take files from that it keeps, by <c>ONBUILD</c>, for stages that begin with it.</param>
internal sealed record Stage(int Line, string? Name, string Base, string Platform, List<ImageSource> Sources, List<ImageSource> Triggers);
