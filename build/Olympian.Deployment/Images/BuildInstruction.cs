namespace Olympian.Deployment.Images;

/// <summary>One instruction of a Dockerfile, and what the builder did about it.</summary>
/// <param name="Stage">
/// The stage's name, after the platform in a build for several; empty for the one stage of a Dockerfile that names none.
/// </param>
/// <param name="Number">Its number in the stage, from 1, as BuildKit counts: instructions that only set metadata have none.</param>
/// <param name="Of">How many BuildKit says the stage has.</param>
/// <param name="Text">As BuildKit tells it: on one line, arguments filled in where it fills them in.</param>
/// <param name="Keyword">As <c>RUN</c>.</param>
/// <param name="Started">When it began; null when it never did.</param>
/// <param name="Completed">When it ended; null when it never did.</param>
/// <param name="Cached">Whether its result came from the build cache.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record BuildInstruction(
    string Stage,
    int Number,
    int Of,
    string Text,
    string Keyword,
    DateTimeOffset? Started,
    DateTimeOffset? Completed,
    bool Cached,
    string? Error)
{
    /// <summary>Whether it does something that <c>--no-cache</c> makes the builder do anew.</summary>
    public bool IsWork => Keyword is "RUN" or "COPY" or "ADD";

    /// <summary>Whether it was done, from beginning to end.</summary>
    public bool Ran => Started is not null && Completed is not null && !Cached && Error is null;

    /// <summary>As BuildKit names it: <c>[build 3/5] RUN npm ci</c>.</summary>
    public override string ToString() => $"{Place(Number)} {Text}";

    /// <summary>Where in this instruction's stage another stands: <c>[build 4/5]</c>.</summary>
    internal string Place(int number) => $"[{(Stage.Length > 0 ? $"{Stage} " : "")}{number}/{Of}]";
}
