namespace Olympian.Deployment.Bases;

/// <summary>By what a build stands on an image.</summary>
public enum BaseUse
{
    /// <summary>A stage begins with it: <c>FROM</c>.</summary>
    Stage,

    /// <summary>Files are copied out of it: <c>COPY --from</c>.</summary>
    Copy,

    /// <summary>A step sees its files: <c>RUN --mount=…,from=…</c>.</summary>
    Mount,

    /// <summary>An additional context, <c>docker-image://…</c>, puts it in the place of a stage or of another image.</summary>
    Context,

    /// <summary>It reads the Dockerfile: <c># syntax=…</c>.</summary>
    Frontend,
}
