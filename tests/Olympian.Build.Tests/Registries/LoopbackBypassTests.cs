using System.Net;
using Olympian.Build.Adapters.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class LoopbackBypassTests
{
    private static readonly WebProxy Proxy = new("http://proxy.example:3128") { BypassList = [@"inside\.example"] };

    [TestCase("https://registry.example/v2/", "http://proxy.example:3128/")]
    [TestCase("https://inside.example/v2/", null)]
    [TestCase("http://127.0.0.1:5055/v2/", null)]
    [TestCase("http://127.8.8.8:5055/v2/", null)]
    [TestCase("http://localhost:5055/v2/", null)]
    [TestCase("http://[::1]:5055/v2/", null)]
    public void Goes_by_the_proxy_to(string destination, string? proxy)
    {
        var bypass = new LoopbackBypass(Proxy);
        var uri = new Uri(destination);

        Assert.That(bypass.IsBypassed(uri) ? null : bypass.GetProxy(uri)?.AbsoluteUri, Is.EqualTo(proxy));
    }
}
