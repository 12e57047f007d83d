using Cake.Core;

namespace Cake.Docker;

public static partial class DockerAliases
{
    /// <summary><c>docker buildx build CONTEXT</c></summary>
    public static void DockerBuildXBuild(this ICakeContext context, string target) =>
        DockerBuildXBuild(context, new DockerBuildXBuildSettings(), target);

    /// <summary><c>docker buildx build OPTIONS CONTEXT</c>; the context is not quoted, a blank in it splits it.</summary>
    public static void DockerBuildXBuild(this ICakeContext context, DockerBuildXBuildSettings? settings, string target) =>
        Runner<DockerBuildXBuildSettings>(context).Run("buildx build", settings ?? new(), [target]);

    /// <summary><c>docker buildx du OPTIONS</c>: its output, line by line.</summary>
    public static IEnumerable<string> DockerBuildXDu(this ICakeContext context, DockerBuildXDuSettings? settings = null) =>
        Runner<DockerBuildXDuSettings>(context).RunWithResult("buildx du", settings ?? new(), Lines);

    /// <summary><c>docker buildx prune OPTIONS</c>; without <c>Force</c> it waits for an answer.</summary>
    public static void DockerBuildXPrune(this ICakeContext context, DockerBuildXPruneSettings? settings = null) =>
        Runner<DockerBuildXPruneSettings>(context).Run("buildx prune", settings ?? new(), []);
}
