using Olympian.Build.Tests.Releases;
using Olympian.Deployment;
using Olympian.Deployment.Healing;
using Olympian.Deployment.Images;

namespace Olympian.Build.Tests.Healing;

/// <summary>What may pass is done once more, after a pause; everything else fails at once.</summary>
public sealed class RetryOnceTests
{
    private HealingJournal journal = null!;
    private HurriedTime time = null!;
    private int attempts;

    [SetUp]
    public void None_yet() => (journal, time, attempts) = (new(), new(), 0);

    [TestCase("toomanyrequests: You have reached your pull rate limit", 2)]
    [TestCase("net/http: TLS handshake timeout", 2)]
    [TestCase("failed to solve: failed to get edge: inconsistent graph state", 2)]
    [TestCase("no space left on device", 1)]
    [TestCase("open /var/lib/docker/overlay2/a: input/output error", 1)]
    [TestCase("COPY failed: file not found in build context or excluded by .dockerignore: stat a: file does not exist", 1)]
    [TestCase("file integrity checksum failed for \"a\"", 1)]
    [TestCase("words that nobody knows", 1)]
    public void Tries_as_often_as_the_message_allows(string words, int times)
    {
        Assert.ThrowsAsync<DockerCommandFailure>(() => FailAsync(() => Refusal(words)));

        Assert.That(attempts, Is.EqualTo(times));
        Assert.That(time.Gone > TimeSpan.Zero, Is.EqualTo(times == 2));
    }

    [Test]
    public async Task Gives_the_second_attempts_result_and_tells_the_first_ones_trouble()
    {
        var result = await Retry().RunAsync(
            "Pulling node:22", () => attempts++ == 0 ? throw Refusal("i/o timeout") : Task.FromResult("it"), journal, default);

        Assert.That(result, Is.EqualTo("it"));
        Assert.That(journal.Lines.Single(), Does.StartWith("! Pulling node:22 failed (transient network or registry limit); nothing was removed; once more in "));
    }

    [TestCase(null, 3, 5)]
    [TestCase(0.0, 1, 1)]
    [TestCase(-5.0, 1, 1)]
    [TestCase(20.0, 20, 20)]
    [TestCase(86400.0, 60, 60)]
    public void Waits_as_long_as_it_was_asked_to_within_reason(double? asked, double least, double most)
    {
        Assert.ThrowsAsync<Passing>(() => FailAsync(() => new Passing(true, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null)));

        Assert.That(time.Gone.TotalSeconds, Is.InRange(least, most));
    }

    [TestCase("toomanyrequests: retry-after: 413.171µs, allowed: 44000/minute", 1)]
    [TestCase("429 Too Many Requests, Retry-After: 7", 7)]
    [TestCase("429 Too Many Requests, retry after 30s", 30)]
    [TestCase("429 Too Many Requests, retry after 30 seconds", 30)]
    [TestCase("429 Too Many Requests, retry after 5 minutes", 60)]
    [TestCase("429 Too Many Requests, retry after 99999999999999999999", 60)]
    public void Waits_as_long_as_a_message_says(string words, double seconds)
    {
        Assert.ThrowsAsync<DockerCommandFailure>(() => FailAsync(() => Refusal(words)));

        Assert.That(time.Gone.TotalSeconds, Is.EqualTo(seconds));
    }

    [Test]
    public void Does_not_try_again_what_says_that_it_does_not_pass()
    {
        Assert.ThrowsAsync<Passing>(() => FailAsync(() => new Passing(false, null)));

        Assert.That(attempts, Is.EqualTo(1));
    }

    [Test]
    public void Lets_an_interruption_end_the_pause()
    {
        using var interrupted = new CancellationTokenSource();
        Task Act()
        {
            attempts++;
            interrupted.Cancel();
            throw Refusal("i/o timeout");
        }

        Assert.That(() => Retry().RunAsync("It", Act, journal, interrupted.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(attempts, Is.EqualTo(1));
    }

    private Task FailAsync(Func<ExpectedFailure> failure) => Retry().RunAsync(
        "It",
        () =>
        {
            attempts++;
            throw failure();
        },
        journal,
        default);

    private RetryOnce Retry() => new(time, new Random(1));

    private static DockerCommandFailure Refusal(string words) =>
        DockerCommandFailure.Exited(new("image", "pull", "node:22"), 1, $"Error response from daemon: {words}");

    private sealed class Passing(bool may, TimeSpan? after) : ExpectedFailure("It failed.", null, "Again."), IPassingFailure
    {
        public bool MayPass => may;

        public TimeSpan? RetryAfter => after;
    }
}
