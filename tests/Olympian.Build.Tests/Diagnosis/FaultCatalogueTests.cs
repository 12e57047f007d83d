using System.Text.RegularExpressions;
using Olympian.Build.Options;
using Olympian.Deployment.Diagnosis;

namespace Olympian.Build.Tests.Diagnosis;

public sealed partial class FaultCatalogueTests
{
    private static readonly Surroundings Anywhere = new(Path.GetTempPath(), Path.GetTempPath(), new Dictionary<string, string>());

    private static IEnumerable<TestCaseData> Entries =>
        FaultCatalogue.Entries.Select(entry => new TestCaseData(entry).SetArgDisplayNames(entry.Id));

    [TestCaseSource(nameof(Entries))]
    public void Knows_the_example_of(CatalogueEntry entry) =>
        Assert.That(FaultCatalogue.Classify(entry.Example)?.Id, Is.EqualTo(entry.Id));

    [TestCaseSource(nameof(Entries))]
    public void Knows_it_in_a_CI_log_too(CatalogueEntry entry) => Assert.That(
        FaultCatalogue.Classify($"2026-11-22T15:31:02.1234567Z \e[31mbackend  | #12 3.450 \e[1m{entry.Example}\e[0m\r")?.Id, Is.EqualTo(entry.Id));

    [Test]
    public void Holds_at_least_seventy_entries() => Assert.That(FaultCatalogue.Entries, Has.Count.AtLeast(70));

    [Test]
    public void Names_no_two_entries_alike() => Assert.That(FaultCatalogue.Entries.Select(entry => entry.Id), Is.Unique);

    [Test]
    public void Has_an_entry_of_every_class() => Assert.That(
        FaultCatalogue.Entries.Select(entry => entry.Class).Distinct(), Is.EquivalentTo(Enum.GetValues<FaultClass>().Except([FaultClass.Unknown])));

    [Test]
    public void Never_offers_cleaning_where_it_cannot_help() => Assert.That(
        FaultCatalogue.Entries
            .Where(entry => entry.CleaningMayHelp)
            .Where(entry => entry.Class is not (FaultClass.DamagedLayer or FaultClass.DamagedBuildCache or FaultClass.FullDisk))
            .Select(entry => entry.Id),
        Is.Empty);

    [Test]
    public void Sends_nobody_to_clean_for_a_fault_of_his_own_or_one_that_passes() => Assert.That(
        FaultCatalogue.Entries
            .Where(entry => entry.Class is FaultClass.UserError or FaultClass.Transient or FaultClass.Race or FaultClass.FailingStorage)
            .Where(entry => CleaningCommand().IsMatch(entry.Advice))
            .Select(entry => entry.Id),
        Is.Empty);

    [Test]
    public void Sends_nobody_to_remove_images_by_hand_where_Heal_does_it() => Assert.That(
        FaultCatalogue.Entries
            .Where(entry => entry.Class == FaultClass.DamagedLayer)
            .Where(entry => entry.Advice.Contains("docker rmi", StringComparison.Ordinal))
            .Select(entry => entry.Id),
        Is.Empty);

    [Test]
    public void Never_advises_what_removes_strangers_things() => Assert.That(
        FaultCatalogue.Entries.Where(entry => HostWide().IsMatch(entry.Advice)).Select(entry => entry.Id), Is.Empty);

    [TestCaseSource(nameof(Entries))]
    public void Says_what_to_do_about(CatalogueEntry entry) => Assert.Multiple(() =>
    {
        Assert.That(entry.Source, Is.Not.Empty);
        Assert.That(entry.Cause, Does.EndWith("."));
        Assert.That(entry.Advice, Does.EndWith("."));
    });

    [TestCaseSource(nameof(Entries))]
    public void Advises_only_commands_that_the_build_accepts(CatalogueEntry entry)
    {
        foreach (var command in BuildCommand().Matches(entry.Advice).Select(match => match.Groups["options"].Value))
        {
            Assert.That(
                () => CommandLine.Parse(command.Split(' '), OptionCatalogue.Settings, TargetNames.OfThisBuild(), Anywhere), Throws.Nothing, command);
        }
    }

    // Texts that differ from the examples: other versions' wording, and lines that only look like a known one.
    [TestCase("failed to solve: failed to compute cache key: failed to calculate checksum of ref a::b: failed to walk /tmp/buildkit-mount12/x: lstat /tmp/buildkit-mount12/x: no such file or directory", ExpectedResult = "copy-directory-missing")]
    [TestCase("ERROR: failed to solve: lstat /var/lib/docker/tmp/buildkit-mount1689164889/nodir: no such file or directory", ExpectedResult = "copy-directory-missing")]
    [TestCase("ERROR: failed to solve: failed to read dockerfile: open Nope: no such file or directory", ExpectedResult = "dockerfile-missing")]
    [TestCase("docker: Error response from daemon: No such image: nope/x:1.", ExpectedResult = "image-not-here")]
    [TestCase("COPY failed: stat /var/lib/docker/overlay2/61f2/merged/app/dist: no such file or directory", ExpectedResult = "copy-source-missing-classic")]
    [TestCase("COPY failed: stat /var/lib/docker/tmp/docker-builder123/app.js: no such file or directory", ExpectedResult = "copy-source-missing-classic")]
    [TestCase("failed to resolve source metadata for docker.io/library/shop:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", ExpectedResult = "pull-denied")]
    [TestCase("failed to resolve source metadata for docker.io/library/nginx:9.9: docker.io/library/nginx:9.9: not found", ExpectedResult = "tag-missing")]
    [TestCase("failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running", ExpectedResult = "engine-down")]
    [TestCase("permission denied while trying to connect to the docker API at unix:///var/run/docker.sock", ExpectedResult = "engine-permission")]
    [TestCase("cp: error writing '/out/big': No space left on device", ExpectedResult = "disk-full")]
    [TestCase("failed to register layer: write /usr/lib/libz.so: no space left on device", ExpectedResult = "disk-full")]
    [TestCase("failed to copy files: userspace copy failed: write /var/lib/docker/overlay2/x/diff/a: no space left on device", ExpectedResult = "disk-full")]
    [TestCase("touch: cannot touch '/srv/x': Read-only file system", ExpectedResult = "storage-read-only")]
    [TestCase("EXT4-fs error (device dm-0): ext4_lookup:1855: inode #2: comm dockerd", ExpectedResult = "storage-kernel-error")]
    [TestCase("Error response from daemon: duplicates of file paths not supported", ExpectedResult = "layer-tar-split-text")]
    [TestCase("Error response from daemon: json: cannot unmarshal number into Go value of type storage.Entry", ExpectedResult = "layer-tar-split-text")]
    [TestCase("Error response from daemon: invalid character '\"' in exponent of numeric literal", ExpectedResult = "layer-tar-split-text")]
    [TestCase("Error response from daemon: invalid character '8' in literal null (expecting 'u')", ExpectedResult = "layer-tar-split-text")]
    [TestCase("Error response from daemon: invalid character '\\n' in string literal", ExpectedResult = "layer-tar-split-text")]
    [TestCase("Error response from daemon: open /var/lib/docker/overlay2/61f2/merged/opt/größe und leer.txt: no such file or directory", ExpectedResult = "layer-file-missing")]
    [TestCase("Error response from daemon: open /srv/my docker/overlay2/61f2/diff/a: b: not a directory", ExpectedResult = "layer-file-missing")]
    [TestCase("Error response from daemon: open /var/lib/docker/overlay2/61f2/merged/opt/a name with", ExpectedResult = "layer-file-missing")]
    [TestCase("Error response from daemon: EOF", ExpectedResult = "layer-tar-split-cut")]
    [TestCase("mount callback failed on /mnt/1: exit status 1: unpigz: skipping: <stdin>: corrupted -- invalid deflate data", ExpectedResult = "transfer-pigz")]
    [TestCase("OCI runtime create failed: runc run failed: unable to start container process: exec: \"foo\": stat /foo: no such file or directory: unknown", ExpectedResult = "program-missing")]
    [TestCase("time=\"2026-11-22T10:00:00Z\" level=error msg=\"Handler returned error\" error=\"file integrity checksum failed for \\\"opt/a.txt\\\"\"", ExpectedResult = "layer-integrity")]
    [TestCase("download failed after attempts=6: dial tcp 104.18.123.25:443: i/o timeout", ExpectedResult = "connection-lost")]
    [TestCase("write tcp 10.0.0.2:43210->10.0.0.1:2376: write: connection reset by peer", ExpectedResult = "connection-lost")]
    [TestCase("write unix @->/run/user/1000/docker.sock: write: broken pipe", ExpectedResult = "engine-reset")]
    [TestCase("failed to bind host port 0.0.0.0:8080/tcp: address already in use", ExpectedResult = "port-in-use")]
    [TestCase("ERROR: failed to solve: process \"/bin/sh -c echo 'no space left on device'; exit 3\" did not complete successfully: exit code: 3", ExpectedResult = "step-failed")]
    [TestCase("#7 [build 3/5] RUN test -w / || echo 'no space left on device'", ExpectedResult = null)]
    [TestCase("  12 | >>> RUN echo 'TLS handshake timeout'", ExpectedResult = null)]
    [TestCase("npm warn deprecated 0 errors found, context switched", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    public string? Takes(string line) => FaultCatalogue.Classify(line)?.Id;

    [GeneratedRegex(@"CleanBuildMulti|PruneImages|BuildProdUltraClean|\bprune\b(?! runs)|docker rmi")]
    private static partial Regex CleaningCommand();

    [GeneratedRegex(@"system prune|builder prune|image prune|volume prune|container prune|prune -a|rmi -f|down -v|--all-build-cache")]
    private static partial Regex HostWide();

    [GeneratedRegex(@"\./build\.sh (?<options>[^`]*)`")]
    private static partial Regex BuildCommand();
}
