namespace Olympian.Benchmarks.Benches;

/// <summary>Some contests that share a set-up of their own. It makes what it needs and takes it away again.</summary>
internal interface IBench
{
    /// <summary>By which it is chosen.</summary>
    string Name { get; }

    /// <summary>Runs all of it.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="tell">Is told each run.</param>
    Task<IReadOnlyList<Standing>> RunAsync(string root, Action<string> tell);
}
