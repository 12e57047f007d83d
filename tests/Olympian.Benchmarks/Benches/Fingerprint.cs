using System.Globalization;

namespace Olympian.Benchmarks.Benches;

/// <summary>Naming the exact content of a source tree: against what shell scripts do, against git, and against the hash alone.</summary>
internal sealed class Fingerprint : IBench
{
    private const long Bytes = 1L << 30;

    private static readonly Dictionary<string, string?> Nothing = [];

    public string Name => "fingerprint";

    public async Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell)
    {
        var standings = new List<Standing>();
        foreach (var count in (int[])[1_000, 10_000, 100_000])
        {
            using var place = new Scratch();
            var tree = Path.Combine(place.Path, "tree");
            SourceFiles.Write(tree, count, Bytes);
            foreach (var half in (string[])["one", "two"])
            {
                SourceFiles.Write(Path.Combine(place.Path, half), 1, Bytes / 2);
            }

            await GitAsync(tree, "init", "--quiet");

            // A commit of so many loose objects would have git pack them in the background, on one of the processors, while others are measured.
            await GitAsync(tree, "config", "gc.auto", "0");
            await GitAsync(tree, "config", "maintenance.auto", "false");
            await GitAsync(tree, "-c", "core.looseCompression=0", "add", "--all");
            await GitAsync(tree, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message", "bench");

            // Docker is sent .git as well, unless it is ignored; the others do not read it, so it is ignored here.
            await File.WriteAllTextAsync(Path.Combine(tree, ".dockerignore"), ".git\n.dockerignore\n");
            var files = string.Create(CultureInfo.InvariantCulture, $"{count:n0} files");
            standings.AddRange(await new Contest(
                $"{files}, every byte read",
                [
                    new("openssl md5, two at once: the limit", () => Command.TimeShellAsync(place.Path, "openssl md5 one/0000/000000 & openssl md5 two/0000/000000; wait")) { Bytes = Bytes },
                    new("fingerprint", () => Case.InChildAsync("fingerprint", tree)) { Bytes = Bytes, GoalRatio = 1 / 0.9 },
                    new("find | xargs md5sum | md5sum", () => Command.TimeShellAsync(tree, "find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 md5sum | md5sum")) { Bytes = Bytes },
                    new("the same, two md5sum at once", () => Command.TimeShellAsync(tree, "find . -path ./.git -prune -o -type f -print0 | xargs -0 -P 2 -n 200 md5sum | sort -k 2 | md5sum")) { Bytes = Bytes },
                    new("git write-tree, fresh index", () => Command.TimeShellAsync(tree, "rm -f .git/bench-index; export GIT_INDEX_FILE=.git/bench-index; git add --all . && git write-tree")) { Bytes = Bytes },
                ])
            { Rounds = 3 }.RunAsync(tell));
            standings.AddRange(await new Contest(
                $"{files}, unchanged",
                [
                    new("git status", () => Command.TimeAsync(tree, Nothing, "git", "status", "--porcelain")),
                    new("fingerprint, known files", () => Case.InChildAsync("fingerprint-known", tree, Path.Combine(place.Path, "known"))) { GoalRatio = 1.2 },
                ])
            { Rounds = 5 }.RunAsync(tell));
        }

        return standings;
    }

    private static Task GitAsync(string tree, params string[] arguments) => Command.OutputAsync(tree, Nothing, ["git", .. arguments]);
}
