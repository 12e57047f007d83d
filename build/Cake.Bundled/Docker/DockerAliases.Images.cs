using Cake.Core;

namespace Cake.Docker;

public static partial class DockerAliases
{
    /// <summary><c>docker image build PATH</c></summary>
    public static void DockerBuild(this ICakeContext context, string path) =>
        DockerBuild(context, new DockerImageBuildSettings(), path);

    /// <summary><c>docker image build OPTIONS PATH</c>; the path is one argument whatever stands in it.</summary>
    public static void DockerBuild(this ICakeContext context, DockerImageBuildSettings? settings, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var trimmed = path.Trim();
        var isQuoted = trimmed.Length > 1 && trimmed.StartsWith('"') && trimmed.EndsWith('"');
        Runner<DockerImageBuildSettings>(context).Run("image build", settings ?? new(), [isQuoted ? path : $"\"{path}\""]);
    }

    /// <summary><c>docker pull IMAGE</c></summary>
    public static void DockerPull(this ICakeContext context, string imageReference) =>
        DockerPull(context, new DockerImagePullSettings(), imageReference);

    /// <summary><c>docker pull OPTIONS IMAGE</c></summary>
    public static void DockerPull(this ICakeContext context, DockerImagePullSettings? settings, string imageReference)
    {
        ArgumentException.ThrowIfNullOrEmpty(imageReference);
        Runner<DockerImagePullSettings>(context).Run("pull", settings ?? new(), [imageReference]);
    }

    /// <summary><c>docker tag IMAGE NAME</c></summary>
    public static void DockerTag(this ICakeContext context, string imageReference, string registryReference)
    {
        ArgumentException.ThrowIfNullOrEmpty(imageReference);
        ArgumentException.ThrowIfNullOrEmpty(registryReference);
        Runner<DockerImageTagSettings>(context).Run("tag", new(), [imageReference, registryReference]);
    }

    /// <summary><c>docker rmi IMAGE…</c></summary>
    public static void DockerRmi(this ICakeContext context, params string[] images) =>
        DockerRemove(context, new DockerImageRemoveSettings(), images);

    /// <summary><c>docker rmi OPTIONS IMAGE…</c></summary>
    public static void DockerRemove(this ICakeContext context, DockerImageRemoveSettings? settings, params string[] images)
    {
        EnsureNotEmpty(images);
        Runner<DockerImageRemoveSettings>(context).Run("rmi", settings ?? new(), images);
    }
}
