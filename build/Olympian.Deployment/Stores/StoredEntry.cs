using Olympian.Deployment.Archives;

namespace Olympian.Deployment.Stores;

/// <summary>An entry as it lies on the engine's disk.</summary>
/// <param name="Facts">The same facts that the layer's archive states.</param>
/// <param name="Inode">The file behind the name: two names of one inode are one file.</param>
/// <param name="IsOpaque">Whether it is a directory that lets nothing of the layers below show through.</param>
public sealed record StoredEntry(LayerEntry Facts, ulong Inode, bool IsOpaque);
