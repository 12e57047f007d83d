using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class OllamaAddressTests
{
    [TestCase("192.168.1.20", "http://192.168.1.20:11434")]
    [TestCase("192.168.1.20:8000", "http://192.168.1.20:8000")]
    [TestCase("ollama", "http://ollama:11434")]
    [TestCase("Ollama.Example.COM:1", "http://ollama.example.com:1")]
    [TestCase("my_ollama:65535", "http://my_ollama:65535")]
    [TestCase("3com.example", "http://3com.example:11434")]
    [TestCase("xn--bcher-kva.example", "http://xn--bcher-kva.example:11434")]
    [TestCase("bücher.example", "http://xn--bcher-kva.example:11434")]
    [TestCase("::1", "http://[::1]:11434")]
    [TestCase("2001:DB8:0:0::20", "http://[2001:db8::20]:11434")]
    [TestCase("[2001:db8::20]", "http://[2001:db8::20]:11434")]
    [TestCase("[2001:db8::20]:8000", "http://[2001:db8::20]:8000")]
    [TestCase("::ffff:10.0.0.1", "http://[::ffff:10.0.0.1]:11434")]
    [TestCase("http://ollama", "http://ollama:11434")]
    [TestCase("http://ollama/", "http://ollama:11434")]
    [TestCase("HTTP://ollama:8000/", "http://ollama:8000")]
    [TestCase("https://ollama.example.com", "https://ollama.example.com:443")]
    [TestCase("https://[2001:db8::20]:8443/", "https://[2001:db8::20]:8443")]
    public void Reads(string typed, string stored) => Assert.That(Parsed(typed), Is.EqualTo(stored));

    [TestCase("", "it is empty")]
    [TestCase("300.1.1.1", "the part '300' of the IPv4 address is greater than 255")]
    [TestCase("1.2.3.4567", "the part '4567' of the IPv4 address is greater than 255")]
    [TestCase("1.2.3", "it ends in a number and so must be an IPv4 address of four parts, but has 3")]
    [TestCase("1.2.3.4.5", "it ends in a number and so must be an IPv4 address of four parts, but has 5")]
    [TestCase("11434", "it ends in a number and so must be an IPv4 address of four parts, but has 1")]
    [TestCase("ollama.42", "it ends in a number and so must be an IPv4 address of four parts, but has 2")]
    [TestCase("0x7f000001", "it ends in a number and so must be an IPv4 address of four parts, but has 1")]
    [TestCase("0x7f.0.0.1", "the part '0x7f' of the IPv4 address is not a decimal number")]
    [TestCase("010.1.1.1", "the part '010' of the IPv4 address starts with 0, which some programs read as octal")]
    [TestCase("1..2.3", "the part '' of the IPv4 address is not a decimal number")]
    [TestCase("a..b", "the host name has an empty label: two dots in a row, or one at its start")]
    [TestCase(".ollama", "the host name has an empty label: two dots in a row, or one at its start")]
    [TestCase("-ollama", "a label of the host name starts or ends with '-'")]
    [TestCase("ollama-.example", "a label of the host name starts or ends with '-'")]
    [TestCase("oll ama", "the host contains a space")]
    [TestCase(" ollama", "the host contains a space")]
    [TestCase("oll\tama", "the host contains the control or blank character U+0009")]
    [TestCase("ollama\n", "the host contains the control or blank character U+000A")]
    [TestCase("oll\u00A0ama", "the host contains the control or blank character U+00A0")]
    [TestCase("oll*ama", "the host name contains '*'; letters, digits, '-', '_' and dots are allowed")]
    [TestCase("oll\\ama", "the host name contains '\\'; letters, digits, '-', '_' and dots are allowed")]
    [TestCase("ollama:", "a port must follow the ':'")]
    [TestCase("ollama:http", "the port 'http' is not a number")]
    [TestCase("ollama:+80", "the port '+80' is not a number")]
    [TestCase("ollama:0", "the port '0' is outside 1 to 65535")]
    [TestCase("ollama:65536", "the port '65536' is outside 1 to 65535")]
    [TestCase("ollama:99999999999999999999", "the port '99999999999999999999' is outside 1 to 65535")]
    [TestCase(":11434", "the host is missing")]
    [TestCase("http://", "the host is missing")]
    [TestCase("[::1", "the bracket '[' of an IPv6 address is not closed")]
    [TestCase("[::1]8000", "after ']' only ':' and a port may follow")]
    [TestCase("[10.0.0.1]", "'10.0.0.1' is not an IPv6 address")]
    [TestCase("2001:db8::1::2", "'2001:db8::1::2' is not an IPv6 address")]
    [TestCase("1:2:3:4:5:6:7:8:9", "'1:2:3:4:5:6:7:8:9' is not an IPv6 address")]
    [TestCase("2001:db8::/32", "'/32' must go: the application adds its own paths to the address")]
    [TestCase("fe80::1%eth0", "an IPv6 zone ('%' and an interface) means nothing inside a container")]
    [TestCase("ftp://ollama", "the scheme 'ftp' is neither http nor https")]
    [TestCase("http:ollama", "after 'http:' two slashes must follow")]
    [TestCase("http:/ollama", "after 'http:' two slashes must follow")]
    [TestCase("http://ollama/api", "'/api' must go: the application adds its own paths to the address")]
    [TestCase("http://ollama?x=1", "'?x=1' must go: the application adds its own paths to the address")]
    [TestCase("http://me:word@ollama", "it contains '@': a user or password in the address would be stored and shown, and Ollama has neither")]
    public void Refuses(string typed, string reason) => Assert.That(ReasonFor(typed), Is.EqualTo(reason));

    [Test]
    public void Refuses_a_label_of_64_characters() =>
        Assert.That(
            ReasonFor(new string('a', 64) + ".example"),
            Is.EqualTo("a label of the host name has 64 characters, at most 63 are allowed"));

    [Test]
    public void Takes_a_label_of_63_characters() =>
        Assert.That(OllamaAddress.TryParse(new string('a', 63), out _, out _), Is.True);

    [Test]
    public void Refuses_a_name_of_254_characters() =>
        Assert.That(
            ReasonFor(string.Join('.', Enumerable.Repeat(new string('a', 50), 5))),
            Is.EqualTo("the host name has 254 characters, at most 253 are allowed"));

    [TestCase("localhost")]
    [TestCase("ollama.localhost")]
    [TestCase("127.0.0.1")]
    [TestCase("127.8.9.10")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    [TestCase("0.0.0.0")]
    [TestCase("::")]
    public void Is_translated_for_containers_when_it_names_this_machine(string typed) =>
        Assert.That(ForContainers(typed), Is.EqualTo("http://host.docker.internal:11434"));

    [TestCase("10.0.0.1", "http://10.0.0.1:11434")]
    [TestCase("localhost.example", "http://localhost.example:11434")]
    [TestCase("host.docker.internal", "http://host.docker.internal:11434")]
    public void Is_left_alone_for_containers_when_it_names_another_machine(string typed, string address) =>
        Assert.That(ForContainers(typed), Is.EqualTo(address));

    [Test]
    public void Reads_its_own_stored_form() =>
        Assert.That(Parsed(Parsed("[2001:db8::20]:8000")!), Is.EqualTo("http://[2001:db8::20]:8000"));

    private static string? Parsed(string typed) => OllamaAddress.TryParse(typed, out var address, out _) ? address.ToString() : null;

    private static string? ForContainers(string typed) =>
        OllamaAddress.TryParse(typed, out var address, out _) ? address.ForContainers().ToString() : null;

    private static string? ReasonFor(string typed) => OllamaAddress.TryParse(typed, out _, out var reason) ? null : reason;
}
