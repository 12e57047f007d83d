using Cake.Frosting;

namespace Olympian.Build.Tasks;

[TaskDescription("Show every target and option: the same as Help")]
[Target(Stage.Develop)]
[AliasOf(typeof(Help))]
[IsDependentOn(typeof(Help))]
public sealed class Default : FrostingTask<BuildContext>;
