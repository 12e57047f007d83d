using Olympian.Build.Adapters.Docker;

namespace Olympian.Build.Tests.Adapters.Docker;

public sealed class BuildxDiskUsageTests
{
    // As buildx 0.13.1 printed it.
    private const string Printed =
        "ID:\t\tuitsz01hacar1l4xc9ja7nz2i\n"
        + "Parent:\t\t9w9afqvc8zj466o92liljzmk6\n"
        + "Created at:\t2026-11-22 14:11:37.366785032 +0000 UTC\n"
        + "Mutable:\tfalse\n"
        + "Reclaimable:\ttrue\n"
        + "Shared:\t\tfalse\n"
        + "Size:\t\t1.234GB\n"
        + "Description:\t[build 2/3] COPY . .\n"
        + "Usage count:\t1\n"
        + "Last used:\tLess than a second ago\n"
        + "Type:\t\tregular\n"
        + "\n"
        + "ID:\t\ttmkttrxh892y5uelo0rydk52q\n"
        + "Created at:\t2026-11-22 14:11:36 +0000 UTC\n"
        + "Mutable:\ttrue\n"
        + "Reclaimable:\tfalse\n"
        + "Shared:\t\ttrue\n"
        + "Size:\t\t426B\n"
        + "Description:\tlocal source for context\n"
        + "Usage count:\t1\n"
        + "Last used:\tLess than a second ago\n"
        + "Type:\t\tsource.local\n"
        + "\n"
        + "Shared:\t\t3B\nPrivate:\t80B\nReclaimable:\t83B\nTotal:\t\t83B\n";

    [Test]
    public void Reads_every_record()
    {
        var records = BuildxDiskUsage.Parse(Printed);

        Assert.That(records.Select(record => record.Id), Is.EqualTo(new[] { "uitsz01hacar1l4xc9ja7nz2i", "tmkttrxh892y5uelo0rydk52q" }));
    }

    [Test]
    public void Reads_every_field()
    {
        var record = BuildxDiskUsage.Parse(Printed)[0];

        Assert.Multiple(() =>
        {
            Assert.That(record.Parents, Is.EqualTo(new[] { "9w9afqvc8zj466o92liljzmk6" }));
            Assert.That(record.Type, Is.EqualTo("regular"));
            Assert.That(record.Description, Is.EqualTo("[build 2/3] COPY . ."));
            Assert.That(record.Bytes, Is.EqualTo(1_234_000_000));
            Assert.That(record.Created, Is.EqualTo(new DateTimeOffset(2026, 11, 22, 14, 11, 37, TimeSpan.Zero).AddTicks(3667850)));
            Assert.That(record.InUse, Is.False);
            Assert.That(record.Shared, Is.False);
        });
    }

    [Test]
    public void Takes_what_is_not_reclaimable_for_in_use() => Assert.That(BuildxDiskUsage.Parse(Printed)[1].InUse, Is.True);

    [TestCase("Parents:\ta,b\n")]
    [TestCase("Parents:\ta, b\n")]
    [TestCase("Parents:\ta b\n")]
    public void Reads_several_parents(string line) =>
        Assert.That(BuildxDiskUsage.Parse($"ID:\tx\n{line}Reclaimable:\ttrue\nSize:\t0B\n").Single().Parents, Is.EqualTo(new[] { "a", "b" }));

    [Test]
    public void Keeps_the_lines_of_a_step_that_has_several()
    {
        const string text = "ID:\t\tx\nSize:\t\t0B\nDescription:\tmount / from exec /bin/sh -c set -e\n\n  echo ID: y\n# end\nUsage count:\t1\nType:\t\tregular\n\nID:\t\tz\nSize:\t\t1B\n";

        var records = BuildxDiskUsage.Parse(text);

        Assert.Multiple(() =>
        {
            Assert.That(records.Select(record => record.Id), Is.EqualTo(new[] { "x", "z" }));
            Assert.That(records[0].Description, Is.EqualTo("mount / from exec /bin/sh -c set -e\n\n  echo ID: y\n# end"));
            Assert.That(records[0].Type, Is.EqualTo("regular"));
        });
    }

    [Test]
    public void Reads_an_empty_cache() =>
        Assert.That(BuildxDiskUsage.Parse("Reclaimable:\t0B\nTotal:\t\t0B\n"), Is.Empty);

    [TestCase("0B", 0)]
    [TestCase("16.4kB", 16_400)]
    [TestCase("3.624MB", 3_624_000)]
    [TestCase("1.5TB", 1_500_000_000_000)]
    public void Reads_the_size(string text, long bytes) =>
        Assert.That(BuildxDiskUsage.Parse($"ID:\tx\nSize:\t{text}\n").Single().Bytes, Is.EqualTo(bytes));

    [Test]
    public void Refuses_a_size_it_does_not_know() => // a wrong number would be shown as the truth
        Assert.That(() => BuildxDiskUsage.Parse("ID:\tx\nSize:\t3 parsecs\n"), Throws.TypeOf<FormatException>());
}
