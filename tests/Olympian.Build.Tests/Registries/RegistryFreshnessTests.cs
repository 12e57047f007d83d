using Olympian.Deployment.Registries;

namespace Olympian.Build.Tests.Registries;

public sealed class RegistryFreshnessTests
{
    private static readonly RegistryImage Tag = RegistryImage.Parse("registry.example/shop/base:1");
    private static readonly HandMadeLayer Alpha = HandMadeLayer.Gzip("alpha");
    private static readonly HandMadeImage Old = new([Alpha], [Alpha.DiffId], "2026-03-01T12:00:00Z");
    private static readonly HandMadeImage New = new([Alpha], [Alpha.DiffId], "2026-03-04T18:00:00Z");
    private static readonly DateTimeOffset OldCreated = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Asks_one_question_while_the_tag_names_the_same()
    {
        var registry = new RegistryDouble();
        registry.Push(Old, "1");

        var state = await new RegistryFreshness(registry).AskAsync(Tag, Old.Pulled(), default);

        Assert.Multiple(() =>
        {
            Assert.That(state, Is.EqualTo(new TagState(Old.Digest, IsSame: true, Created: null)));
            Assert.That(registry.Asked, Is.EqualTo(new[] { "digest 1" }));
        });
    }

    [Test]
    public async Task Says_how_far_the_tag_went_on()
    {
        var registry = new RegistryDouble();
        registry.Push(New, "1");

        var state = await new RegistryFreshness(registry).AskAsync(Tag, Old.Pulled(), default);

        Assert.Multiple(() =>
        {
            Assert.That((state.Digest, state.IsSame), Is.EqualTo((New.Digest, false)));
            Assert.That(state.Ahead(OldCreated), Is.EqualTo(new TimeSpan(3, 6, 0, 0)));
        });
    }

    [Test]
    public async Task Overlooks_a_new_index_with_the_same_image_for_the_platform()
    {
        var registry = new RegistryDouble();
        var index = registry.PushIndex((Old, "linux/amd64"), (New, "linux/arm64"));
        registry.Manifests["1"] = registry.Manifests[index];

        var state = await new RegistryFreshness(registry).AskAsync(Tag, Old.Pulled(), default);

        Assert.That((state.Digest, state.IsSame), Is.EqualTo((index, true)));
    }

    [Test]
    public async Task Knows_an_image_of_the_containerd_store()
    {
        var registry = new RegistryDouble();
        registry.Push(Old, "1");
        var pulled = Old.Pulled() with { Id = Old.Digest, Origin = RegistryImage.Parse("registry.example/shop/base:1") };

        Assert.That((await new RegistryFreshness(registry).AskAsync(Tag, pulled, default)).IsSame);
    }

    [Test]
    public void Says_nothing_of_a_tag_that_is_gone() =>
        Assert.That(
            () => new RegistryFreshness(new RegistryDouble()).AskAsync(Tag, Old.Pulled(), default),
            Throws.TypeOf<RegistryNotFound>());

    [TestCase("2026-03-04T12:00:00Z", "2026-03-01T12:00:00Z", 3, TestName = "newer")]
    [TestCase("2026-03-01T12:00:00Z", "2026-03-04T12:00:00Z", null, TestName = "moved back to an older one")]
    [TestCase("2026-03-04T12:00:00Z", "1970-01-01T00:00:00Z", null, TestName = "the pulled one does not say when it was made")]
    [TestCase("2026-03-04T12:00:00Z", null, null, TestName = "the pulled one has no date")]
    [TestCase(null, "2026-03-04T12:00:00Z", null, TestName = "the new one has no date")]
    public void Counts_days_only_where_they_mean_something(string? now, string? then, int? days) =>
        Assert.That(new TagState(New.Digest, IsSame: false, Time(now)).Ahead(Time(then))?.TotalDays, Is.EqualTo(days));

    [Test]
    public void Counts_nothing_while_it_is_the_same() =>
        Assert.That(new TagState(Old.Digest, IsSame: true, null).Ahead(null), Is.EqualTo(TimeSpan.Zero));

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
