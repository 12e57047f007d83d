using Olympian.Deployment.Images;
using Olympian.Deployment.Releases;

namespace Olympian.Build.Tests.Releases;

/// <summary>An application that answers what it is told to, in order; the last answer again and again.</summary>
internal sealed class AnswerDouble(params BuildInfo?[] answers) : IBuildInfoClient
{
    /// <summary>Every question.</summary>
    public List<string> Asked { get; } = [];

    public Task<BuildInfo?> AskAsync(PublishedPort port, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Add($"{port.HostAddress}:{port.HostPort}{path}");
        return Task.FromResult(answers[Math.Min(Asked.Count, answers.Length) - 1]);
    }
}
