using System.Text;
using Olympian.Deployment.Stores;

namespace Olympian.Build.Tests.Stores;

/// <summary>
/// The builder's databases are read as bbolt wrote them. The recorded one is an engine's <c>snapshots.db</c> (26.1.5), compressed.
/// </summary>
public sealed class BoltDatabaseTests
{
    private static byte[] Recorded()
    {
        using var file = typeof(BoltDatabaseTests).Assembly.GetManifestResourceStream("Recorded/snapshots.db.gz")!;
        using var unpacked = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }

    [Test]
    public void Reads_which_directory_a_record_has()
    {
        var database = BoltDatabase.Parse(Recorded());

        Assert.That(Encoding.ASCII.GetString(database.Buckets["kz3vzkn4ti1u7fsjm9ta2zx19"]["committed"]), Is.EqualTo("qmt2sulm00aoea497g17nilr5"));
        Assert.That(database.Buckets["oy0rwnxkk8lqvvw3vyfomtril"], Does.Not.ContainKey("committed"));
    }

    [Test]
    public void Takes_the_older_transaction_when_the_younger_was_not_finished()
    {
        var whole = Recorded();
        var younger = BoltDatabase.Parse(whole).Transaction;
        foreach (var page in (int[])[0, 4096])
        {
            var torn = whole.ToArray();
            torn[page + 70] ^= 1;
            Assert.That(BoltDatabase.TransactionOf(torn), Is.EqualTo(younger).Or.EqualTo(younger - 1));
        }
    }

    [Test]
    public void Refuses_garbage_a_cut_off_file_and_a_page_that_is_not_itself()
    {
        var whole = Recorded();

        Assert.Multiple(() =>
        {
            Assert.That(() => BoltDatabase.Parse(Encoding.ASCII.GetBytes(new string('g', 65536))), Throws.TypeOf<DamagedDatabase>());
            Assert.That(() => BoltDatabase.Parse(whole.AsMemory(0, 8192)), Throws.TypeOf<DamagedDatabase>());
            Assert.That(() => BoltDatabase.Parse(Array.Empty<byte>()), Throws.TypeOf<DamagedDatabase>());
            Assert.That(() => BoltDatabase.Parse(WithEveryTreePageBlank(whole)), Throws.TypeOf<DamagedDatabase>());
        });
    }

    private static byte[] WithEveryTreePageBlank(byte[] whole)
    {
        var blank = whole.ToArray();
        Array.Clear(blank, 8192, blank.Length - 8192);
        return blank;
    }
}
