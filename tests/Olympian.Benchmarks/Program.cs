using Olympian.Benchmarks;
using Olympian.Benchmarks.Benches;

// Called by `./build.sh --target=Bench`: what is measured, and how, is in docs/performance.md.
if (args is ["--case", var name, .. var rest])
{
    await Case.RunAsync(name, rest);
    return 0;
}

var filter = args is ["--filter", var text] ? text : "";
var root = Environment.GetEnvironmentVariable("OLYMPIAN_ROOT") ?? Environment.CurrentDirectory;
var benches = new IBench[]
{
    new StartUp(), new Fingerprint(), new Growth(), new Verification(), new Deployments(), new CodePaths(),
};
var chosen = benches.Where(bench => bench.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToArray();
if (chosen.Length == 0)
{
    await Console.Error.WriteLineAsync($"No bench has '{filter}' in its name. There are: {string.Join(", ", benches.Select(bench => bench.Name))}.");
    return 2;
}

Console.WriteLine(Report.Machine());
var all = new List<Standing>();
foreach (var bench in chosen)
{
    var standings = await bench.RunAsync(root, Console.WriteLine);
    all.AddRange(standings);
    if (standings.Count > 0)
    {
        Console.WriteLine();
        Console.WriteLine(Report.Table(standings));
        Console.WriteLine();
    }

    // After each: what was measured is not lost with what comes after it.
    Report.Write(Path.Combine(root, "artifacts", "bench.json"), all);
}

Console.WriteLine($"Wrote {Path.Combine(root, "artifacts", "bench.json")}");
return 0;
