using Olympian.Deployment.Cleaning;

namespace Olympian.Build.Tests.Cleaning;

/// <summary>Keeps every line; warnings begin with <c>! </c>.</summary>
internal sealed class JournalDouble : ICleaningJournal
{
    public List<string> Lines { get; } = [];

    public void Tell(string line) => Lines.Add(line);

    public void Warn(string line) => Lines.Add($"! {line}");
}
