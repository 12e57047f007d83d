namespace Olympian.Deployment.Diagnosis.Entries;

/// <summary>Engines that do not start, and their databases.</summary>
internal static class EngineEntries
{
    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        new("engine-layer-store", FaultClass.EngineTrouble,
            @"Error starting daemon: .*layer does not exist",
            "Error starting daemon: layer does not exist",
            "moby/moby#35524",
            "The engine does not start: a container's layer has lost its entry in the layer database.",
            "Read the engine's log (`journalctl -u docker -n 50`): it names the container. As root, back up the data root, move that container's "
            + "directory under containers/ away and start the engine. Volumes are not concerned."),

        new("engine-reference-store", FaultClass.EngineTrouble,
            @"Couldn't create reference store repository",
            "failed to start daemon: Couldn't create reference store repository: EOF",
            "measured, engine 26.1.5 (repositories.json truncated)",
            "The engine does not start: image/overlay2/repositories.json, which holds the tags, was cut off, as by a crash or a full disk.",
            "With room on the disk, as root: move image/overlay2/repositories.json of the data root away and start the engine; images are there without their tags. "
            + "Then `./build.sh --target=BuildProdUltraClean`."),

        new("builder-database", FaultClass.DamagedBuildCache,
            @"failed to open database file \S*buildkit\S*\.db: |buildkit\S*\.db: invalid database",
            "failed to start daemon: failed to open database file /var/lib/docker/buildkit/cache.db: invalid database",
            "measured, engine 26.1.5",
            "The builder's database is damaged; the engine does not start, or dies at the next build. Images and containers are not concerned.",
            "As root: stop the engine, move the data root's buildkit directory away, start the engine. For a builder of its own: `docker buildx rm BUILDER`. "
            + "Then `./build.sh --target=BuildProdUltraClean`.",
            CleaningMayHelp: true),

        new("bolt-database", FaultClass.EngineTrouble,
            @"invalid freelist page|invalid page type|page \d+ already freed|bbolt?: invalid database|assertion failed: Page expected to be",
            "panic: invalid freelist page: 0, page type is unknown<0",
            "moby/buildkit#4909; moby/moby#42099; moby/moby#37238; moby/buildkit#6371; moby/buildkit#7137",
            "A database of the engine, of containerd or of the builder was damaged by a crash or by writes that never reached the disk.",
            "The lines above the panic name the file. Below buildkit/: as root stop the engine, move that directory away, start it. Elsewhere (containerd's "
            + "meta.db, network/files): back it up and restore it; nothing in it can be made anew. Check the disk too: `dmesg --level=err`."),

        new("engine-pidfile", FaultClass.EngineTrouble,
            @"pid file found, ensure docker is not running",
            "failed to start daemon: pid file found, ensure docker is not running or delete /var/run/docker.pid",
            "dockerd's error text",
            "The engine left its pid file behind when it died; or another one runs.",
            "`./build.sh --target=Status --bootstrap` starts a crashed engine and clears such a file after checking that nothing runs."),

        new("engine-down", FaultClass.EngineTrouble,
            @"Cannot connect to the Docker daemon at|failed to connect to the docker API at|error during connect: |dial unix \S*docker\.sock: connect: (?:connection refused|no such file or directory)",
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "moby/moby#32658; docker/for-linux#535",
            "The engine is stopped or has crashed, or DOCKER_HOST or the docker context names another one.",
            "Start it: `./build.sh --target=Status --bootstrap`; and look at `docker context ls` and DOCKER_HOST. Cleaning does not help."),

        new("engine-reset", FaultClass.EngineTrouble,
            @"(?:read|write) unix \S*\.sock: (?:read|write): (?:connection reset by peer|broken pipe)",
            "ERROR: failed to solve: Unavailable: error reading from server: read unix @->/var/run/docker.sock: read: connection reset by peer",
            "measured, engine 26.1.5 (engine killed during a build)",
            "The engine died or was restarted in the middle: nobody else ends a connection by its socket.",
            "Look at the engine's log (`journalctl -u docker -n 100`) and memory, then run it again; it goes on from its cache. Cleaning does not help."),

        new("containerd-down", FaultClass.EngineTrouble,
            @"containerd\S*\.sock\S*: connect: |failed to dial \S*containerd\S*\.sock|connection error: desc = .transport: .*containerd",
            "failed to start daemon: failed to dial \"/run/containerd/containerd.sock\": failed to dial \"/run/containerd/containerd.sock\": context deadline exceeded: connection error: desc = \"transport: error while dialing: dial unix:///run/containerd/containerd.sock: timeout\"",
            "dockerd's error text",
            "The engine does not reach containerd: it is stopped, or a dead one's socket is left.",
            "Start both: `./build.sh --target=Status --bootstrap`. Its log: `journalctl -u containerd -n 50`."),

        new("engine-cgroup", FaultClass.EngineTrouble,
            @"unable to apply cgroup configuration|applying cgroup configuration for process",
            "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: unable to start unit \"docker-34cd2e71.scope\": Launch helper exited with unknown return code 1: unknown",
            "opencontainers/runc#3312; docker/compose#12351; rustdesk/rustdesk-server#130; cilium/cilium#1361",
            "The kernel or systemd refuses the container's control group: systemd is in trouble, a controller is missing, or the engine runs inside a container.",
            "Ask systemd (`systemctl --failed`, `journalctl -n 50`) and `docker info --format '{{.CgroupDriver}} {{.CgroupVersion}}'`. The image is not at fault; cleaning does not help."),

        new("filesystem-busy", FaultClass.EngineTrouble,
            @"unable to remove filesystem.*device or resource busy|failed to remove root filesystem|driver ""\w+"" failed to remove root filesystem",
            "Unable to remove filesystem for 74bef250361c: remove /var/lib/docker/containers/74bef250361c/shm: device or resource busy",
            "moby/moby#22734; moby/moby#27381; moby/moby#5771",
            "The container's mount is still held in another mount namespace. Nothing is damaged.",
            "Remove it again: `docker rm CONTAINER`; a second time mostly succeeds. Who holds it: `grep -l CONTAINER_ID /proc/*/mountinfo`."),
    ];
}
