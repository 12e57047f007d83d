using Olympian.Deployment.Healing;
using Olympian.Deployment.Integrity;

namespace Olympian.Build.Tests.Healing;

/// <summary>Keeps every line; warnings begin with <c>! </c>.</summary>
internal sealed class HealingJournal : IHealingJournal
{
    public List<string> Lines { get; } = [];

    public void Tell(string line) => Lines.Add(line);

    public void Warn(string line) => Lines.Add($"! {line}");

    public void Progress(Way way, long done, long total)
    {
    }
}
