using Olympian.Build.Adapters.Probes;

namespace Olympian.Build.Tests.Probes;

public sealed class BsonTests
{
    [Test] // https://bsonspec.org/faq.html
    public void Writes_the_specifications_example() =>
        Assert.That(
            Convert.ToHexStringLower(Bson.Write([new("hello", "world")])),
            Is.EqualTo("160000000268656c6c6f0006000000776f726c640000"));

    [Test]
    public void Writes_what_a_handshake_needs()
    {
        KeyValuePair<string, object>[] inner = [new("x", true)];

        Assert.That(
            Convert.ToHexStringLower(Bson.Write([new("a", 1), new("b", new byte[] { 7, 8 }), new("c", inner)])),
            Is.EqualTo("22000000" + "10610001000000" + "05620002000000000708" + "0363000900000008780001" + "00" + "00"));
    }

    [TestCase("0568656c6c6f", "it is shorter than it says")]
    [TestCase("0500000001", "it does not end in zero")]
    [TestCase("ffffff7f00", "its length is beyond its end")]
    [TestCase("0c0000000261000500000000", "a string is longer than the document")]
    [TestCase("0800000099610000", "a type does not exist")]
    [TestCase("0e00000002610002000000ff0000", "a string is not UTF-8")]
    [TestCase("050000000000", "something follows it")]
    public void Refuses_a_document_when(string hex, string why) =>
        Assert.That(() => Bson.Read(Convert.FromHexString(hex)), Throws.TypeOf<InvalidDataException>(), why);

    [Test]
    public void Refuses_a_document_nested_without_end()
    {
        var document = Convert.FromHexString("0500000000");
        for (var depth = 0; depth < 40; depth++)
        {
            document = [.. BitConverter.GetBytes(document.Length + 8), 0x03, (byte)'a', 0, .. document, 0];
        }

        Assert.That(() => Bson.Read(document), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Never_fails_otherwise_on_garbage()
    {
        const int seed = 20260722;
        var random = new Random(seed);
        var hello = Bson.Write([new("hello", 1), new("text", "äöü"), new("inner", (KeyValuePair<string, object>[])[new("flag", true)])]);

        for (var round = 0; round < 20_000; round++)
        {
            var damaged = hello.ToArray();
            for (var hit = 0; hit <= round % 4; hit++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Bson.Read(damaged);
            }
            catch (InvalidDataException)
            {
                continue; // the one way it may fail
            }
        }
    }
}
