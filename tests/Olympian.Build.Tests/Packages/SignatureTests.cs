using Cake.Docker;
using Cake.FileHelpers;
using Cake.Frosting;
using Cake.Git;

namespace Olympian.Build.Tests.Packages;

/// <summary>
/// Holds the package world in force against the listings of the published packages, so that what compiles here compiles there.
/// </summary>
public sealed class SignatureTests
{
    [TestCase("Cake.Frosting", typeof(CakeHost))]
    [TestCase("Cake.Docker", typeof(DockerAliases))]
    [TestCase("Cake.FileHelpers", typeof(FileHelperAliases))]
    [TestCase("Cake.Git", typeof(GitAliases))]
    public void Every_public_member_is_a_published_one(string package, Type inPackage)
    {
        var listing = PublishedListing.Of(package);
        var types = inPackage.Assembly.GetExportedTypes().Where(type => type.Namespace == package).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(types, Does.Contain(inPackage));
            Assert.That(types.SelectMany(listing.DeviationsOf), Is.Empty);
        });
    }

    [Test]
    public void No_public_type_stands_outside_the_published_namespaces() =>
        Assert.That(
            typeof(CakeHost).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct(),
            Is.SubsetOf(new[] { "Cake.Frosting", "Cake.Docker", "Cake.FileHelpers", "Cake.Git" }));

    [Test]
    public void A_member_that_is_not_published_is_named()
    {
        var listing = PublishedListing.Of("Cake.Docker");

        Assert.That(listing.DeviationsOf(typeof(SignatureTests)), Is.EqualTo(
            new[] { "sealed class Olympian.Build.Tests.Packages.SignatureTests []" }));
    }
}
