namespace Olympian.Deployment.Stores;

/// <summary>
/// A database of the builder within the engine is damaged. The engine does not notice until it uses it, and then it ends or does not start:
/// nothing may be built before.
/// </summary>
/// <param name="root">The engine's data root.</param>
/// <param name="name">The file.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class BuilderDatabaseDamaged(string root, string name, string reason)
    : ExpectedFailure(
        $"The builder's database {root}/{name} is damaged; the next build would end the engine and everything that runs in it.",
        $"Expected a whole bbolt database, found: {reason}.",
        "Nothing was built or cleaned. Only build cache is lost by healing it. As root: stop the engine, "
        + $"`mv {root}/buildkit {root}/buildkit.damaged`, start the engine; ./build.sh --target=Heal --offline does that. Then: ./build.sh --target=QuickDockerMulti");
