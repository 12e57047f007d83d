using Olympian.Deployment.Archives;

namespace Olympian.Build.Tests.Archives;

/// <summary>The checksum of a file is the one engines keep.</summary>
public sealed class Crc64Tests
{
    // The last three as an engine (26.1.5) wrote them into a layer's tar-split.
    [TestCase("", 0x0UL)]
    [TestCase("a", 0x3420000000000000UL)]
    [TestCase("ab", 0x36c4200000000000UL)]
    [TestCase("hi\n", 0x6149981000000000UL)]
    [TestCase("Debian GNU/Linux 13\n", 0x29e4aef1669a09a7UL)]
    [TestCase("# UNCONFIGURED FSTAB FOR BASE SYSTEM\n", 0x9c5796f48837590aUL)]
    public void Is_Gos_ISO_table(string text, ulong expected)
    {
        var crc = new Crc64();
        crc.Append(System.Text.Encoding.ASCII.GetBytes(text));

        Assert.That(crc.Value, Is.EqualTo(expected));
    }
}
