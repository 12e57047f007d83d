using Microsoft.Extensions.DependencyInjection;
using Olympian.Build.Adapters;
using Olympian.Build.Options;
using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class CompositionTests
{
    [TestCase(typeof(RegistryCheck))]
    [TestCase(typeof(RegistryFreshness))]
    [TestCase(typeof(LayerReader))]
    [TestCase(typeof(PublishedImages))]
    [TestCase(typeof(CheckedLayers))]
    public void Puts_together(Type part)
    {
        var surroundings = new Surroundings("/checkout", "/checkout", new Dictionary<string, string>());
        var command = Build.Options.CommandLine.Parse(
            ["--target=Verify"], OptionCatalogue.Settings, TargetNames.OfThisBuild(), surroundings);
        using var interruption = Interruption.Listen();
        var services = new ServiceCollection();
        Composition.Register(services, command.Options, surroundings, interruption, new BuildOutcome());
        using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService(part), Is.Not.Null);
    }
}
