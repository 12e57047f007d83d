using Olympian.Deployment.OfflineHealing;

namespace Olympian.Build.Tests.OfflineHealing;

/// <summary>Remembers what it was told, in order.</summary>
internal sealed class StoreBackupDouble : IStoreBackup
{
    public List<string> Steps { get; } = [];

    public string Begin(OfflinePlan plan)
    {
        Steps.Add("begin");
        return "/data/backup";
    }

    public void Take(string path) => Steps.Add($"take {path}");

    public void Replace(string path, ReadOnlyMemory<byte> content) => Steps.Add($"replace {path}");
}
