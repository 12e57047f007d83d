using System.Text.RegularExpressions;
using Olympian.Build.Tests.Architecture;

namespace Olympian.Build.Tests.Data;

/// <summary>What people stored is deleted by one target, and this build has no other way to.</summary>
public sealed partial class VolumeDeletionTests
{
    private static IEnumerable<(string File, string Line)> Sources() =>
        from file in Directory.EnumerateFiles(Path.Combine(CheckoutFiles.Root, "build"), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(CheckoutFiles.Root, file).Replace('\\', '/')
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.StartsWith("build/Cake.Bundled/", StringComparison.Ordinal)
        from line in File.ReadLines(file)
        select (name, line.Trim());

    [Test]
    public void Stands_in_these_lines_and_no_other() =>
        Assert.That(
            Sources().Where(source => Deletes().IsMatch(source.Line)).Select(source => $"{Path.GetFileName(source.File)}: {source.Line}").Order(StringComparer.Ordinal),
            Is.EqualTo(new[]
            {
                // Anonymous ones of an image's VOLUME, that came with this very container.
                "ProbeContainer.cs: await cli.RunAsync(new(\"container\", \"rm\", \"--volumes\", Id) { Timeout = TimeSpan.FromSeconds(60) }, CancellationToken.None);",
                "VolumeArchives.cs: await docker.RunAsync(new(\"volume\", \"rm\", \"--\", volume.Name), cancellationToken);",
            }));

    [Test]
    public void Is_asked_for_by_DestroyData_alone() =>
        Assert.That(
            Sources().Where(source => source.Line.Contains(".DestroyAsync(", StringComparison.Ordinal)).Select(source => source.File).Distinct(),
            Is.EqualTo(new[] { "build/Olympian.Build/Tasks/Data/DestroyData.cs" }));

    [TestCase("new(\"volume\", \"rm\", name)")]
    [TestCase("new(\"volume\", \"prune\")")]
    [TestCase("new(\"system\", \"prune\", \"--all\")")]
    [TestCase("\"compose\", \"down\", \"-v\"")]
    [TestCase("new(\"container\", \"rm\", \"--volumes\", id)")]
    [TestCase("new(\"container\", \"rm\", \"-v\", id)")]
    [TestCase("context.DockerComposeDown(settings)")]
    [TestCase("context.DockerVolumeRemove(name)")]
    [TestCase("Volumes = true,")]
    public void Is_found_by_this_pattern(string line) => Assert.That(Deletes().IsMatch(line));

    [GeneratedRegex(@"""volume"",\s*""(rm|remove|prune)""|""prune"".*--volumes|""system"",\s*""prune""|""down""|""(rm|prune)"".*""(--volumes|-v|-fv|-vf)""|\bDocker(Compose(Down|Rm)|Volume(Remove|Rm|Prune)|SystemPrune)\b|\bVolumes = true")]
    private static partial Regex Deletes();
}
