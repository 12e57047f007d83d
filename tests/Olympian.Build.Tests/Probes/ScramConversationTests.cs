using System.Security.Cryptography;
using Olympian.Build.Adapters.Probes;
using Olympian.Deployment.Settings;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Tests.Probes;

public sealed class ScramConversationTests
{
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    [Test]
    public void Says_what_RFC_7677_says()
    {
        var conversation = Conversation();

        var spoken = (conversation.FirstMessage, conversation.Answer(ServerFirst));

        Assert.That(
            spoken,
            Is.EqualTo((
                "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")));
        Assert.That(() => conversation.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), Throws.Nothing);
    }

    [Test]
    public void Says_what_RFC_5802_says()
    {
        var conversation = new ScramConversation(HashAlgorithmName.SHA1, "user", new Secret("pencil"), "fyko+d2lbbFgONRv9qkxdawL");

        Assert.That(
            conversation.Answer("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"),
            Is.EqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="));
        Assert.That(() => conversation.Verify("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), Throws.Nothing);
    }

    [Test] // https://github.com/mongodb/specifications/blob/master/source/auth/auth.md
    public void Says_what_MongoDBs_specification_says_for_SHA_1()
    {
        var digest = ScramConversation.MongoDigest("user", new Secret("pencil"));
        var conversation = new ScramConversation(HashAlgorithmName.SHA1, "user", digest, "fyko+d2lbbFgONRv9qkxdawL");

        Assert.That(
            conversation.Answer("r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,s=rQ9ZY3MntBeuP3E1TDVC4w==,i=10000"),
            Is.EqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawLHo+Vgk7qvUOKUwuWLIWg4l/9SraGMHEE,p=MC2T8BvbmWRckDw8oWl5IVghwCY="));
        Assert.That(() => conversation.Verify("v=UMWeI25JD1yNYZRMpZ4VHvhZ9e0="), Throws.Nothing);
    }

    [Test]
    public void Escapes_what_separates_fields_in_a_user_name() =>
        Assert.That(
            new ScramConversation(HashAlgorithmName.SHA256, "a=b,c", new Secret("x"), "nonce").FirstMessage,
            Is.EqualTo("n,,n=a=3Db=2Cc,r=nonce"));

    [TestCase("r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "its first message does not take up ours")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "its first message does not take up ours")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1", "its iteration count is not between 4096 and 1000000")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000", "its iteration count is not between 4096 and 1000000")]
    [TestCase("r=rOprNGfwEbeRWgbNEkqOx,s=*,i=4096", "its salt is not base64")]
    [TestCase("", "its first message does not take up ours")]
    public void Does_not_answer(string serverFirst, string why) =>
        Assert.That(
            () => Conversation().Answer(serverFirst),
            Throws.TypeOf<ProbeFailedException>()
                .With.Property("Reason").EqualTo(ProbeReason.Authentication)
                .And.Message.EqualTo($"the server did not prove that it knows the password: {why}"));

    [TestCase("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [TestCase("v=")]
    [TestCase("e=other-error")]
    [TestCase("")]
    public void Does_not_believe(string serverFinal)
    {
        var conversation = Conversation();
        conversation.Answer(ServerFirst);

        Assert.That(() => conversation.Verify(serverFinal), Throws.TypeOf<ProbeFailedException>());
    }

    [Test]
    public void Does_not_believe_a_server_that_skips_the_proof() =>
        Assert.That(() => Conversation().Verify("v="), Throws.TypeOf<ProbeFailedException>());

    private static ScramConversation Conversation() =>
        new(HashAlgorithmName.SHA256, "user", new Secret("pencil"), "rOprNGfwEbeRWgbNEkqO");
}
