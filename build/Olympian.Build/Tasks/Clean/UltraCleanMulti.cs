using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("The same as CleanBuildMulti, by the Makefile's other name")]
[Target(Stage.Clean, UsesEngine = true, Plans = true)]
[AliasOf(typeof(CleanBuildMulti))]
[IsDependentOn(typeof(CleanBuildMulti))]
public sealed class UltraCleanMulti : FrostingTask<BuildContext>;
