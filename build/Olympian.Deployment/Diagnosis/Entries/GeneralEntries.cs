namespace Olympian.Deployment.Diagnosis.Entries;

/// <summary>Messages that follow from others: they name the cause only where nothing more specific was said.</summary>
internal static class GeneralEntries
{
    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        new("engine-lost", FaultClass.EngineTrouble,
            @"error reading from server: EOF|transport is closing|rpc error: code = Unavailable",
            "rpc error: code = Unavailable desc = error reading from server: EOF",
            "earthly/earthly#2281; earthly/earthly#3294; measured, engine 26.1.5 (engine killed during an export; damaged BuildKit database)",
            "The engine or its builder died or was restarted in the middle. If every build ends so, the builder's database is damaged.",
            "Look at the engine's log (`journalctl -u docker -n 100`) and memory, then run it again; it goes on from its cache. Cleaning does not help."),

        new("deadline", FaultClass.Transient,
            @"context deadline exceeded|DeadlineExceeded",
            "ERROR: failed to solve: DeadlineExceeded: context deadline exceeded",
            "moby/buildkit#4327",
            "The engine or a registry did not answer in time: overloaded or out of reach.",
            Advice.Later),

        new("step-failed", FaultClass.UserError,
            @"did not complete successfully: exit code: \d+|executor failed running \[.*\]: exit code: \d+|returned a non-zero code: \d+",
            "ERROR: failed to solve: process \"/bin/sh -c npm run build\" did not complete successfully: exit code: 1",
            "BuildKit's error text",
            "A command of the Dockerfile failed; what it printed before says why.",
            "Read the step's last lines, mend the cause and build again. Cleaning does not help."),

        new("unhealthy", FaultClass.UserError,
            @"container \S+ is unhealthy|dependency failed to start|container \S+ exited \(\d+\)",
            "dependency failed to start: container olympian-backend-1 is unhealthy",
            "compose's error text",
            "A container did not become healthy, or ended; what it printed says why.",
            "Read it: `./build.sh --target=Logs`, `./build.sh --target=Status`. More time: `--wait-timeout=5m`. Cleaning does not help."),

        new("cancelled", FaultClass.Transient,
            @"context cancell?ed|^(?:\S+ )?CANCELED$",
            "rpc error: code = Canceled desc = context canceled",
            "moby/buildkit#4327; docker/for-win#13812; docker/buildx#485; moby/buildkit#2926",
            "It was interrupted, or another image of the same run failed: look for the first other error.",
            "Look for the first other error; if there is none, run it again. Cleaning does not help."),
    ];
}
