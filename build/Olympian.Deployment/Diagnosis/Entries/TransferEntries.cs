namespace Olympian.Deployment.Diagnosis.Entries;

/// <summary>What came from a registry, or lies there, damaged; and what only looks so.</summary>
internal static class TransferEntries
{
    private const string PullAgain =
        "Pull it once more: `docker pull IMAGE`. If the same digest fails again, the registry holds it damaged: build and push it anew, or take another tag. "
        + "What is on this disk is not concerned; cleaning does not help.";

    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        new("transfer-digest", FaultClass.DamagedTransfer,
            @"(?:filesystem layer|image config) verification failed for digest",
            "filesystem layer verification failed for digest sha256:dbed9b09434efb583eb5f23173bf2aadb578cbfe2516e26226e3f7e458fac621",
            "moby/moby#33527; distribution/distribution#2952; docker/for-win#2591; moby/moby#46163; of a configuration: measured, engine 26.1.5",
            "The bytes that came do not have the digest they were asked by: a broken transfer, a proxy, or a damaged blob in the registry.",
            PullAgain),

        new("transfer-empty-commit", FaultClass.DamagedTransfer,
            @"unexpected commit digest sha256:e3b0c442\w*, expected sha256:[0-9a-f]+",
            "failed commit on ref \"layer-sha256:1860da6d8902\": unexpected commit digest sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, expected sha256:1860da6d8902: failed precondition",
            "containerd/containerd#3974; xunholy/k8s-gitops#373",
            "Nothing came at all (e3b0c442… is the digest of no bytes): an aborted download that the content store goes on from.",
            PullAgain + " If it stays, an operator removes the leftover below containerd's io.containerd.content.v1.content/ingest, with the engine stopped."),

        new("transfer-commit", FaultClass.DamagedTransfer,
            @"unexpected commit digest sha256:[0-9a-f]+, expected sha256:[0-9a-f]+",
            "failed commit on ref \"layer-sha256:ab12\": unexpected commit digest sha256:77aa01, expected sha256:ab12: failed precondition",
            "containerd/containerd#1893; moby/buildkit#3856; goharbor/harbor#12313",
            "What came is not what was asked for: a broken transfer or a damaged blob in the registry; on a push, the builder's own merge of layers.",
            PullAgain),

        new("transfer-size", FaultClass.DamagedTransfer,
            @"failed to read expected number of bytes: unexpected EOF",
            "ERROR: failed to read expected number of bytes: unexpected EOF",
            "moby/buildkit#6036; langgenius/dify#19602; binary-husky/gpt_academic#1759",
            "A download ended early, or BuildKit 0.23 before containerd 2.1.3, which says so of whole ones.",
            "Pull the base by itself, then build: `docker pull BASE`, `./build.sh --target=BuildProd`. If it comes every time, use another version of BuildKit. Cleaning does not help."),

        new("transfer-short-read", FaultClass.DamagedTransfer,
            @"short read: expected \d+ bytes but got \d+",
            "short read: expected 9903652 bytes but got 9870884: unexpected EOF",
            "confluentinc/learn-apache-flink-101-exercises#2",
            "A download ended before all of it had come.",
            PullAgain),

        new("transfer-truncated", FaultClass.DamagedTransfer,
            @"Error processing tar file\(exit status 1\): unexpected EOF|Download failed, retrying: unexpected EOF|Untar re-exec error: exit status 1: output: unexpected EOF|failed to register layer: (?:archive/tar: )?unexpected EOF",
            "failed to register layer: Error processing tar file(exit status 1): unexpected EOF",
            "pomerium/pomerium#3427; moby/moby#37751; moby/moby#35686; moby/moby#23493",
            "A layer's archive ends in the middle: a download cut short, or a layer that is damaged in the registry (the engine has no other words for it).",
            PullAgain),

        new("transfer-tar-header", FaultClass.UserError,
            @"archive/tar: invalid tar header",
            "failed to register layer: Error processing tar file(exit status 1): archive/tar: invalid tar header",
            "11notes/docker-kms#11; 11notes/docker-kms#17; stalwartlabs/stalwart#2241; moby/moby#15561",
            "The engine is too old for the layer as it is published, or the layer is malformed. The same layer fails each time.",
            "Upgrade the engine (`docker version`) or take another tag. Should another layer fail each time, test the memory and the disk of this machine. Cleaning does not help."),

        new("transfer-pigz", FaultClass.DamagedTransfer,
            @"unpigz: skipping: <stdin>: corrupted",
            "failed to extract layer sha256:00d2c36d84f9: exit status 1: unpigz: skipping: <stdin>: corrupted -- crc32 mismatch",
            "ollama/ollama#5979; madler/pigz#123; zlib-ng/zlib-ng#1772; containerd/containerd#14084; moby/moby#53213; grimmory-tools/grimmory#942",
            "A layer did not unpack. Proven cause: a fault of zlib-ng's AVX2 code, the blob being sound. If a different layer fails each time: this machine's memory or disk.",
            "Try without pigz: start the engine with MOBY_DISABLE_PIGZ=true in its environment, then `docker pull IMAGE`. Test the memory if the layer changes. Cleaning was tried and does not help."),

        new("transfer-unpack", FaultClass.DamagedTransfer,
            @"mount callback failed on \S+",
            "mount callback failed on /var/lib/containerd/tmpmounts/containerd-mount3677168159: exit status 1: gzip: invalid checksum",
            "grimmory-tools/grimmory#942; moby/moby#52607",
            "A layer did not unpack into containerd's store; what follows the mount's name says why.",
            PullAgain),

        new("transfer-manifest-layers", FaultClass.DamagedTransfer,
            @"layers from manifest don't match image configuration",
            "layers from manifest don't match image configuration",
            "distribution/distribution#1439; open-webui/open-webui#2627; moby/moby#48241",
            "Either this engine's memory of former downloads (image/overlay2/distribution) is stale, or the image is damaged in the registry.",
            "Pull it on another host. It works there: an operator moves image/overlay2/distribution of the data root away, with the engine stopped. It fails there too: push the image anew."),

        new("registry-blob-missing", FaultClass.DamagedTransfer,
            @"could not fetch content descriptor sha256:[0-9a-f]+ .*from remote: not found|failed open: content at \S+ not found|(?:error pulling image configuration|filesystem layer|download failed after attempts=\d+): unknown blob|daemon: unknown blob",
            "ERROR: failed to copy: httpReadSeeker: failed open: could not fetch content descriptor sha256:6c99ae9e3b94 (application/vnd.docker.image.rootfs.diff.tar.gzip) from remote: not found",
            "docker/buildx#1110; moby/buildkit#6359",
            "The registry has the manifest but not a blob that it names: lost, removed by its garbage collection, or hidden by a proxy.",
            "Push the image anew to that registry, or take another tag or digest. What is on this disk is not concerned; cleaning does not help."),

        new("registry-unknown-blob", FaultClass.DamagedTransfer,
            @"unknown blob",
            "unknown blob",
            "docker-registry 2.8.2 and engine 26.1.5, measured, of a pull; distribution/distribution#2225, of a push",
            "The registry lacks a blob. Of a pull: one that the manifest names was lost or removed there. Of a push: one that was just sent, where a proxy loses the session.",
            "Pulling: push the image anew to that registry, or take another tag or digest. Pushing: mend the proxy (Host, X-Forwarded-Proto, one registry a session). "
            + "What is on this disk is not concerned; cleaning does not help."),

        new("registry-upload-session", FaultClass.UserError,
            @"blob upload unknown",
            "blob upload unknown",
            "distribution/distribution#2225; distribution/distribution#928; goharbor/harbor#20973",
            "The registry lost the session of an upload: a proxy before it rewrites scheme or host, or spreads requests over registries that share nothing.",
            "Mend the proxy: pass Host and X-Forwarded-Proto on, keep a session on one registry. Cleaning does not help."),
    ];
}
