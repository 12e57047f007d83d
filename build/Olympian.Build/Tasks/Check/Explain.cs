using Cake.Frosting;
using Olympian.Build.Adapters.Diagnosis;
using Olympian.Build.Console;
using Olympian.Deployment.Diagnosis;

namespace Olympian.Build.Tasks;

[TaskDescription("Say what a log of Docker's tells: class, cause and cure of each error (--file; - for standard input)")]
[Target(Stage.Check)]
public sealed class Explain : FrostingTask<BuildContext>
{
    public override void Run(BuildContext context)
    {
        using var text = LogFile.Open(context.Options.LogFile);
        context.Tell(DiagnosisText.Of(LogDiagnosis.Of(text, context.Interrupted)));
    }
}
