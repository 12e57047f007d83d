using Olympian.Deployment.Registries;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Registries;

/// <summary>The local base images, in the engine.</summary>
internal static class BaseImage
{
    public const string Node = "node:20-trixie";
    public const string Nginx = "nginx:trixie";

    /// <summary>Under which name it is pulled.</summary>
    public static async Task<string> NameAsync(string image)
    {
        var option = (await Bases.OptionsAsync()).Single(option => option.EndsWith($"/{image}", StringComparison.Ordinal));
        return option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Pulls it, and says what the engine has.</summary>
    public static async Task<PulledImage> PulledAsync(Rig rig, string image)
    {
        var name = await NameAsync(image);
        await rig.Docker.RunAsync(new("pull", "--quiet", name), default);
        return await rig.PulledAsync(name);
    }
}
