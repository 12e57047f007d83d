using System.Text.RegularExpressions;

namespace Olympian.Docker.Tests.Support;

/// <summary>What the tests say of a run that ended.</summary>
internal static partial class EndedAssertions
{
    /// <summary>
    /// It failed as a failure should: with this exit code, saying these texts, without a stack trace and without any word of success.
    /// </summary>
    public static void IsRefusal(this Ended ended, int exitCode, params string[] texts) => Assert.Multiple(() =>
    {
        Assert.That(ended.ExitCode, Is.EqualTo(exitCode), ended.Output);
        Assert.That(ended.Output, Does.Not.Contain("SUCCESS"));
        Assert.That(ended.Output, Does.Not.Contain("completed successfully"));
        Assert.That(StackTrace().IsMatch(ended.Output), Is.False, $"there is a stack trace:\n{ended.Output}");
        foreach (var text in texts)
        {
            Assert.That(ended.Output, Does.Contain(text));
        }
    });

    [GeneratedRegex(@"^ +at [\w.<>`]+[.(]", RegexOptions.Multiline)]
    private static partial Regex StackTrace();
}
