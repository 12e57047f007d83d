using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class RegistryPlatformTests
{
    [TestCase("linux", "amd64", null, "linux/amd64")]
    [TestCase("Linux", "x86_64", "", "linux/amd64")]
    [TestCase("linux", "amd64", "v1", "linux/amd64")]
    [TestCase("linux", "amd64", "v3", "linux/amd64/v3")]
    [TestCase("linux", "arm64", "v8", "linux/arm64")]
    [TestCase("linux", "aarch64", "8", "linux/arm64")]
    [TestCase("linux", "arm64", "v9", "linux/arm64/v9")]
    [TestCase("linux", "arm", "7", "linux/arm/v7")]
    [TestCase("linux", "arm", "v6", "linux/arm/v6")]
    [TestCase("linux", "arm", null, "linux/arm")]
    [TestCase("linux", "armhf", null, "linux/arm/v7")]
    [TestCase("linux", "i386", null, "linux/386")]
    [TestCase("windows", "amd64", null, "windows/amd64")]
    public void Spells_as_registries_do(string os, string architecture, string? variant, string spelled) =>
        Assert.That(RegistryPlatform.Of(os, architecture, variant).ToString(), Is.EqualTo(spelled));
}
