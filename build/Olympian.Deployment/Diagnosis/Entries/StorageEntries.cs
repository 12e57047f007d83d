namespace Olympian.Deployment.Diagnosis.Entries;

/// <summary>Disks that fail or are full, and what only looks so.</summary>
internal static class StorageEntries
{
    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        new("inotify-limit", FaultClass.UserError,
            @"ENOSPC: System limit for number of file watchers reached|inotify_add_watch\S*: no space left on device|failed to (?:create|add) (?:an? )?inotify\b.*no space left on device",
            "Error: ENOSPC: System limit for number of file watchers reached, watch '/app/src'",
            "node's error text; kernel documentation of fs.inotify.max_user_watches",
            "The kernel's limit of watched files is reached; the disk is not full.",
            "Raise it: `sysctl fs.inotify.max_user_watches=524288`, or watch fewer files. Cleaning does not help."),

        new("mount-read-only", FaultClass.UserError,
            @"(?:error mounting|create mountpoint for|creating mountpoint|make mountpoint)\b.*read-only file system",
            "Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting \"/srv/data\" to rootfs at \"/app/config/data\": create mountpoint for /app/config/data mount: read-only file system: unknown",
            "runc's error text; docs.docker.com, bind mounts",
            "A mount point lies inside another mount that is read-only.",
            "Create the directory on the host first, or mount it elsewhere, in the compose file. Cleaning does not help."),

        new("container-read-only", FaultClass.UserError,
            @"EROFS: read-only file system",
            "Error: EROFS: read-only file system, open '/app/cache/index.json'",
            "node's error text; compose's read_only",
            "The program writes where its container is read-only (read_only: true, or a mount with :ro).",
            "Give it a tmpfs or a volume for that path in the compose file. Should no such setting exist, the disk fails: see `dmesg --level=err`."),

        new("storage-io-error", FaultClass.FailingStorage,
            @"input/output error|EIO: i/o error|\bI/O error\b|blk_update_request: .*error",
            "blob sha256:dca1980b348c expected at /var/lib/desktop-containerd/daemon/io.containerd.content.v1.content/blobs/sha256/dca1980b348c: open /var/lib/desktop-containerd/daemon/io.containerd.content.v1.content/blobs/sha256/dca1980b348c: input/output error",
            "docker/compose#12613; moby/moby#4523",
            "The disk, or the virtual machine's disk, answers reads or writes with an error.",
            Advice.Stop),

        new("storage-kernel-error", FaultClass.FailingStorage,
            @"EXT4-fs error \(device [\w-]+\)|XFS \([\w-]+\): .*(?:corruption|metadata I/O|shutting down)|BTRFS (?:error|critical)\b",
            "EXT4-fs error (device sde): ext4_put_super:1188: comm Xwayland: Couldn't clean up the journal",
            "docker/for-win#13340; docker/for-win#13462; microsoft/WSL#5895",
            "The kernel found the file system damaged. In WSL2, `wsl --shutdown` makes it check the file system at the next start.",
            Advice.Stop),

        new("storage-read-only", FaultClass.FailingStorage,
            @"read-only file system",
            "Error response from daemon: mkdir /var/lib/docker/tmp/docker-builder125433410: read-only file system",
            "docker/docs#11397; docker/for-win#13565; moby/moby#13288",
            "The kernel has turned the file system read-only, as it does after an error of the disk; unless the path is one that the container's own settings make read-only.",
            Advice.Stop),

        new("disk-full-saving", FaultClass.FullDisk,
            @"write \S*docker-export-\S*: no space left on device",
            "Error response from daemon: write /var/lib/docker/tmp/docker-export-2218937714/blobs/sha256/a1b2: no space left on device",
            "measured, engine 26.1.5",
            "`docker save` keeps a whole copy in the data root's tmp directory before the first byte; there is no room for it. The image is not damaged.",
            Advice.MakeRoom,
            CleaningMayHelp: true),

        new("disk-full-tag", FaultClass.FullDisk,
            @"\.tmp-repositories\.json\S*: no space left on device",
            "Error response from daemon: open /var/lib/docker/image/overlay2/.tmp-repositories.json1850334: no space left on device",
            "measured, engine 26.1.5",
            "Not one byte is left: even `docker rmi` and `docker tag` fail, and the engine would not start again.",
            "Free space outside of Docker first (`du -xhd1 /`), do not restart the engine before; then `./build.sh --target=CleanBuildMulti`.",
            CleaningMayHelp: true),

        new("disk-full", FaultClass.FullDisk,
            @"no space left on device|ENOSPC|\bnot enough free space\b|You don't have enough free space in",
            "Error response from daemon: mkdir /var/lib/docker/tmp/docker-builder553623694: no space left on device",
            "docker/for-mac#3529; docker/for-mac#1512; moby/moby#15018; basecamp/kamal#765; dto-btn/canchat-v2#224; measured, engine 26.1.5",
            "The disk that holds the engine's data, or its inodes, is used up. In a RUN step it may be a tmpfs or /dev/shm of that step.",
            Advice.MakeRoom,
            CleaningMayHelp: true),

        new("disk-quota", FaultClass.FullDisk,
            @"disk quota exceeded|EDQUOT",
            "failed to register layer: write /usr/lib/libLLVM-14.so.1: disk quota exceeded",
            "the kernel's text for EDQUOT",
            "The quota of the engine's user or directory is used up; the disk may have room.",
            "Raise the quota (`quota -s`, `xfs_quota -x -c report`) or make room below it: `./build.sh --target=PruneImages`, `./build.sh --target=CleanBuildMulti`.",
            CleaningMayHelp: true),

        new("disk-full-database", FaultClass.FullDisk,
            @"PG::DiskFull|MISCONF Redis",
            "PG::DiskFull: ERROR:  could not extend file \"base/16384/2619\"",
            "bikeindex/bike_index#4313",
            "A database on this host cannot write: most often its disk is full, by images that failed deployments left behind.",
            Advice.MakeRoom,
            CleaningMayHelp: true),
    ];
}
