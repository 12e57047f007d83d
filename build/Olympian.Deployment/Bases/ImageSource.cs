namespace Olympian.Deployment.Bases;

/// <summary>What an instruction takes files from: a stage's name or number, or an image.</summary>
/// <param name="Name">As it is written; variables are not filled in there.</param>
/// <param name="Use">By what instruction.</param>
/// <param name="Line">The instruction's line.</param>
/// <param name="Where">For messages: <c>COPY --from in line 3</c>.</param>
internal sealed record ImageSource(string Name, BaseUse Use, int Line, string Where);
