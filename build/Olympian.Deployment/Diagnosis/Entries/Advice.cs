namespace Olympian.Deployment.Diagnosis.Entries;

/// <summary>Advice that several entries share, in one place so that it changes in one place.</summary>
internal static class Advice
{
    public const string HealLayer =
        "See what would be done: `./build.sh --target=Heal --plan`; do it: `./build.sh --target=Heal`. It pulls and builds anew what is damaged, and "
        + "touches nothing of anybody else's; of an image that is none of this project's, only its owner can remove and pull it again.";

    public const string FreeBlob =
        "`./build.sh --target=Heal` heals what it can name. Otherwise its owner removes, by `docker image rm`, the image and every image that was built upon it, and by "
        + "`docker buildx prune` the build cache (which is everybody's), and pulls again. A manifest that is gone keeps even that from working: only a restored data root helps then.";

    public const string MendLayerStore =
        "Neither pull, rmi nor prune heals it. As root, with the engine stopped: back up and move away the layer's directory under "
        + "image/overlay2/layerdb/sha256 of the data root with those of the layers upon it, and the image's entry under imagedb; start the engine, "
        + "then `docker pull BASE` and `./build.sh --target=BuildProdUltraClean`.";

    public const string DropCache =
        "Drop this project's build cache and build from nothing: `./build.sh --target=BuildProdUltraClean`. If it comes again, the record is not "
        + "provably ours: find it by `docker buildx du --verbose`, remove it by `docker buildx prune --filter id=ID`.";

    public const string Again =
        "Run it once more, while no other build, pull or prune runs: `./build.sh --target=BuildProd`. Cleaning does not help.";

    public const string Later =
        "Nothing is damaged: wait a little and run the same command again. Cleaning does not help, it makes more to download.";

    public const string Mend =
        "Mend it and run the same command again. Cleaning does not help.";

    public const string Stop =
        "Stop: no cleaning, no build, no restart of containers. Look at `dmesg --level=err,warn`, save what matters to another disk, check the file "
        + "system and the disk; only on a sound disk go on, with `./build.sh --target=VerifyImages`.";

    public const string MakeRoom =
        "Make room: `df -h` and `df -i` on the data root (`docker info --format {{.DockerRootDir}}`), `docker system df`, then "
        + "`./build.sh --target=PruneImages` and `./build.sh --target=CleanBuildMulti`. Build anew afterwards: what was written while the disk was full is suspect.";
}
