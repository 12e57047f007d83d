using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Olympian.Build.Tests.Architecture;

/// <summary>The domain decides; it touches nothing.</summary>
public sealed class LayerTests
{
    private static readonly Assembly Domain = typeof(Deployment.ExpectedFailure).Assembly;

    // Each of these would let the domain act, wait or see for itself what a port must tell it. Path only computes.
    private static readonly string[] Banned =
    [
        "System.Console", "System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.DriveInfo",
        "System.Net.Http.HttpClient", "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient",
        "System.Net.Sockets.TcpListener", "System.Net.Dns",
        "System.Threading.Thread", "System.Threading.Timer",
    ];

    [Test]
    public void Lets_the_domain_reference_the_framework_alone() =>
        Assert.That(
            Domain.GetReferencedAssemblies().Select(assembly => assembly.Name),
            Has.All.StartsWith("System.").Or.All.EqualTo("System.Runtime"));

    [Test]
    public void Keeps_process_console_disk_and_network_out_of_the_domain() =>
        Assert.That(TypesUsed().Intersect(Banned), Is.Empty);

    [Test]
    public void Keeps_the_clock_out_of_the_domain() => // time comes as a value, or as a TimeProvider that somebody hands in
        Assert.That(
            MembersUsed().Intersect(
            [
                "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
                "System.DateTimeOffset.get_UtcNow", "System.TimeProvider.get_System", "System.Diagnostics.Stopwatch.GetTimestamp",
                "System.Random.get_Shared", "System.Guid.NewGuid",
            ]),
            Is.Empty);

    [Test]
    public void Keeps_the_environment_out_of_the_domain() =>
        Assert.That(
            MembersUsed().Where(member => member.StartsWith("System.Environment.", StringComparison.Ordinal)),
            // The first is what the compiler makes of 'yield return'.
            Is.SubsetOf(["System.Environment.get_CurrentManagedThreadId", "System.Environment.get_NewLine"]));

    private static IEnumerable<string> TypesUsed() => Metadata(reader => reader.TypeReferences.Select(handle => NameOf(reader, handle)));

    private static IEnumerable<string> MembersUsed() => Metadata(reader => reader.MemberReferences
        .Select(reader.GetMemberReference)
        .Where(member => member.Parent.Kind == HandleKind.TypeReference)
        .Select(member => $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}"));

    private static string[] Metadata(Func<MetadataReader, IEnumerable<string>> read)
    {
        using var file = File.OpenRead(Domain.Location);
        using var image = new PEReader(file);
        return [.. read(image.GetMetadataReader())];
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
