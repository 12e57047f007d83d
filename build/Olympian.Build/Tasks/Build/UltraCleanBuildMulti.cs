using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("The name of the script that BuildProdUltraClean replaces")]
[Target(Stage.Build, UsesEngine = true)]
[AliasOf(typeof(BuildProdUltraClean))]
[IsDependentOn(typeof(BuildProdUltraClean))]
public sealed class UltraCleanBuildMulti : FrostingTask<BuildContext>;
