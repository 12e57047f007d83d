using System.Runtime.InteropServices;
using Olympian.Deployment.Archives;

namespace Olympian.Build.Adapters.Stores;

/// <summary>The kernel's struct statx: the same on every architecture, unlike struct stat.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct LinuxStatus
{
    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint UserId;

    [FieldOffset(24)]
    public uint GroupId;

    [FieldOffset(28)]
    public ushort TypeAndMode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(112)]
    public long Modified;

    [FieldOffset(128)]
    public uint DeviceMajor;

    [FieldOffset(132)]
    public uint DeviceMinor;

    public readonly LayerEntryKind Kind => (TypeAndMode & 0xF000) switch
    {
        0x8000 => LayerEntryKind.File,
        0x4000 => LayerEntryKind.Directory,
        0xA000 => LayerEntryKind.SymbolicLink,
        0x2000 => LayerEntryKind.CharacterDevice,
        0x6000 => LayerEntryKind.BlockDevice,
        0x1000 => LayerEntryKind.Fifo,
        _ => LayerEntryKind.Unknown,
    };

    public readonly bool IsDevice => Kind is LayerEntryKind.CharacterDevice or LayerEntryKind.BlockDevice;
}
