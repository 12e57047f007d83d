using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

public sealed class MongoConnectionTests
{
    [TestCase("mongodb://db", "mongodb://db:27017/")]
    [TestCase("db", "mongodb://db:27017/")]
    [TestCase("db:27018", "mongodb://db:27018/")]
    [TestCase("10.0.0.5", "mongodb://10.0.0.5:27017/")]
    [TestCase("[::1]:27018", "mongodb://[::1]:27018/")]
    [TestCase("db1,db2:27018/app", "mongodb://db1:27017,db2:27018/app")]
    [TestCase("mongodb://DB.Example.com/app", "mongodb://db.example.com:27017/app")]
    [TestCase("mongodb://a,b:27018,c/app?replicaSet=rs0", "mongodb://a:27017,b:27018,c:27017/app?replicaSet=rs0")]
    [TestCase("mongodb://a?replicaSet=rs0", "mongodb://a:27017/?replicaSet=rs0")]
    [TestCase("mongodb://u:p@a/app", "mongodb://u:p@a:27017/app")]
    [TestCase("mongodb://u@a/?authMechanism=MONGODB-X509", "mongodb://u@a:27017/?authMechanism=MONGODB-X509")]
    [TestCase("mongodb://u%40x:p%3a%2F%40%25@a/", "mongodb://u%40x:p%3A%2F%40%25@a:27017/")]
    [TestCase("mongodb://u:pässwörd€@a/", "mongodb://u:p%C3%A4ssw%C3%B6rd%E2%82%AC@a:27017/")]
    [TestCase("mongodb://u:a,b!c@a/", "mongodb://u:a%2Cb%21c@a:27017/")]
    [TestCase("mongodb://u:@a/", "mongodb://u:@a:27017/")]
    [TestCase("MongoDB+SRV://u:p@cluster0.ab1cd.mongodb.net/app?retryWrites=true&w=majority", "mongodb+srv://u:p@cluster0.ab1cd.mongodb.net/app?retryWrites=true&w=majority")]
    [TestCase("mongodb://acct:key%3D%3D@acct.example:10255/?ssl=true&appName=@acct@", "mongodb://acct:key%3D%3D@acct.example:10255/?ssl=true&appName=@acct@")]
    [TestCase("mongodb://a/?readPreferenceTags=dc:ny,rack:1&readPreferenceTags=", null)]
    [TestCase("mongodb://a/?readPreferenceTags=dc:ny,rack:1", "mongodb://a:27017/?readPreferenceTags=dc:ny,rack:1")]
    [TestCase("mongodb://a/my%20base", null)]
    [TestCase("mongodb://a/b%C3%BCcher", "mongodb://a:27017/b%C3%BCcher")]
    public void Reads(string typed, string? stored) => Assert.That(Parsed(typed)?.ToConnectionString().Reveal(), Is.EqualTo(stored));

    [TestCase("", "it is empty")]
    [TestCase("mongodb://", "the host is missing")]
    [TestCase("mongodb://a,,b", "host 2 of 3: the host is missing")]
    [TestCase("mongo://a", "its scheme is neither mongodb:// nor mongodb+srv://")]
    [TestCase("http://a:27017", "its scheme is neither mongodb:// nor mongodb+srv://")]
    [TestCase("mongodb://a\n", "it contains a control character")]
    [TestCase("mongodb://u:s3cr@et@a/", "the user or password holds an '@' as it is; write it percent-encoded as %40")]
    [TestCase("mongodb://u:s3c/ret@a/app", "the user or password holds a '/' as it is; write it percent-encoded as %2F")]
    [TestCase("mongodb://u:s3c?ret@a/app", "the user or password holds a '?' as it is; write it percent-encoded as %3F")]
    [TestCase("mongodb://u:s3c#ret@a/app", "the user or password holds a '#' as it is; write it percent-encoded as %23")]
    [TestCase("mongodb://u:s3c:ret@a/app", "the user or password holds a ':' as it is; write it percent-encoded as %3A")]
    [TestCase("mongodb://u:s3cr%et@a/app", "the user or password holds a '%' that starts no code such as %40; write it percent-encoded as %25")]
    [TestCase("mongodb://u:s3cret%@a/app", "the user or password holds a '%' that starts no code such as %40; write it percent-encoded as %25")]
    [TestCase("mongodb://u:s3cret%FF@a/app", "the percent codes of the user or password are not UTF-8")]
    [TestCase("mongodb://:s3cret@a/app", "the user before the '@' is empty")]
    [TestCase("mongodb://@a/app", "the user before the '@' is empty")]
    [TestCase("mongodb://user:s3cret", "the port is not a number")]
    [TestCase("mongodb://a:99999", "the port is outside 1 to 65535")]
    [TestCase("mongodb://300.1.1.1", "the part of the IPv4 address is greater than 255")]
    [TestCase("mongodb://%2Ftmp%2Fmongodb-27017.sock", "it names a Unix socket, which no container can see")]
    [TestCase("mongodb+srv://a.b.c,d.e.f", "mongodb+srv:// takes one host name, it has 2")]
    [TestCase("mongodb+srv://a.b.c:27017", "mongodb+srv:// takes a host name without a port: DNS names the ports")]
    [TestCase("mongodb+srv://10.0.0.1", "mongodb+srv:// takes a host name, not an address")]
    [TestCase("mongodb://a/x.y", "the database name contains '.', which no database name can have")]
    [TestCase("mongodb://a/x/y", "the database name contains '/', which no database name can have")]
    [TestCase("mongodb://a/?replicaSet", "an option after the '?' is not of the form name=value")]
    [TestCase("mongodb://a/?replicaSet=", "the option 'replicaSet' has no value")]
    [TestCase("mongodb://a/?tls=yes", "the option 'tls' is neither true nor false")]
    [TestCase("mongodb://a/?tls=true&ssl=false", "the options 'tls' and 'ssl' contradict each other")]
    [TestCase("mongodb://a/?tls=false&tlsInsecure=true", "certificate options stand beside tls=false")]
    [TestCase("mongodb://a,b/?directConnection=true", "directConnection=true goes with one host, it has 2")]
    [TestCase("mongodb://a,b/?loadBalanced=true", "loadBalanced=true goes with one host and without replicaSet")]
    [TestCase("mongodb://a/?appName=my app", "the value of the option 'appName' is not percent-encoded")]
    public void Refuses(string typed, string reason) => Assert.That(ReasonFor(typed), Is.EqualTo(reason));

    [TestCase("mongodb://u:s3cr@et@a/")]
    [TestCase("mongodb://u:s3c/ret@a/")]
    [TestCase("mongodb://u:s3cret@a:s3cret/")]
    [TestCase("mongodb://u:x@s3cret*/")]
    [TestCase("mongodb://u:s3cret")]
    [TestCase("mongodb://s3cret:u:x@y")]
    [TestCase("u:s3cret%@a")]
    [TestCase("s3cret://u@a")]
    [TestCase("mongodb://u:x:s3cret:y:z")]
    public void Never_repeats_a_piece_of_the_password(string typed) => Assert.That(ReasonFor(typed), Does.Not.Contain("s3c"));

    [TestCase("mongodb://u:s3cret@a,b/app?replicaSet=rs0", "mongodb://u:[REDACTED]@a:27017,b:27017/app?replicaSet=rs0")]
    [TestCase("mongodb://a/?tls=true&tlsCertificateKeyFilePassword=s3cret", "mongodb://a:27017/?tls=true&tlsCertificateKeyFilePassword=[REDACTED]")]
    [TestCase("mongodb://u:s@a/?authMechanismProperties=AWS_SESSION_TOKEN:s3cret", "mongodb://u:[REDACTED]@a:27017/?authMechanismProperties=[REDACTED]")]
    public void Shows_itself_without_secrets(string typed, string shown) => Assert.That(Parsed(typed)!.ToString(), Is.EqualTo(shown));

    [TestCase("mongodb://a/", "admin")]
    [TestCase("mongodb://a/app", "app")]
    [TestCase("mongodb://a/app?authSource=users", "users")]
    public void Finds_the_database_that_keeps_the_user(string typed, string database) =>
        Assert.That(Parsed(typed)!.AuthSource, Is.EqualTo(database));

    [TestCase("mongodb://a/", false)]
    [TestCase("mongodb://a/?tls=true", true)]
    [TestCase("mongodb://a/?ssl=true", true)]
    [TestCase("mongodb+srv://a.b.c/", true)]
    [TestCase("mongodb+srv://a.b.c/?tls=false", false)]
    public void Knows_whether_TLS_is_asked_for(string typed, bool tls) => Assert.That(Parsed(typed)!.UsesTls, Is.EqualTo(tls));

    [Test]
    public void Encodes_credentials_given_apart() =>
        Assert.That(
            Parsed("db/app")!.WithCredentials("me@home", new Secret("p:a/s?s#w%o@rd ")).ToConnectionString().Reveal(),
            Is.EqualTo("mongodb://me%40home:p%3Aa%2Fs%3Fs%23w%25o%40rd%20@db:27017/app"));

    [Test]
    public void Decodes_what_it_encoded()
    {
        const string odd = "p:a/s?s#w%o@rd \"'\\$äø€😀";
        var stored = Parsed("db")!.WithCredentials("me", new Secret(odd)).ToConnectionString().Reveal();

        Assert.That(Parsed(stored)!.Password!.Reveal(), Is.EqualTo(odd));
    }

    [Test]
    public void Is_translated_for_containers_host_by_host() =>
        Assert.That(
            Parsed("mongodb://localhost:27018,db")!.ForContainers().Hosts.Select(host => host.ToString()),
            Is.EqualTo(new[] { "host.docker.internal:27018", "db:27017" }));

    private static MongoConnection? Parsed(string typed) => MongoConnection.TryParse(typed, out var connection, out _) ? connection : null;

    private static string? ReasonFor(string typed) => MongoConnection.TryParse(typed, out _, out var reason) ? null : reason;
}
