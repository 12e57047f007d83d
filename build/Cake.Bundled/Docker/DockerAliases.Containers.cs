using Cake.Core;

namespace Cake.Docker;

public static partial class DockerAliases
{
    /// <summary><c>docker rm CONTAINER…</c></summary>
    public static void DockerRm(this ICakeContext context, params string[] containers) =>
        DockerRm(context, new DockerContainerRmSettings(), containers);

    /// <summary><c>docker rm OPTIONS CONTAINER…</c></summary>
    public static void DockerRm(this ICakeContext context, DockerContainerRmSettings? settings, params string[] containers)
    {
        EnsureNotEmpty(containers);
        Runner<DockerContainerRmSettings>(context).Run("rm", settings ?? new(), containers);
    }

    /// <summary><c>docker stop CONTAINER…</c></summary>
    public static void DockerStop(this ICakeContext context, params string[] containers) =>
        DockerStop(context, new DockerContainerStopSettings(), containers);

    /// <summary><c>docker stop OPTIONS CONTAINER…</c></summary>
    public static void DockerStop(this ICakeContext context, DockerContainerStopSettings? settings, params string[] containers)
    {
        EnsureNotEmpty(containers);
        Runner<DockerContainerStopSettings>(context).Run("stop", settings ?? new(), containers);
    }
}
