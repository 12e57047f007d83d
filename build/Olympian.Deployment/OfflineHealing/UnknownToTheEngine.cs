namespace Olympian.Deployment.OfflineHealing;

/// <summary>The engine cannot use images of this project, because its layer database is damaged; and no command of Docker's changes that.</summary>
/// <param name="plan">What would heal it.</param>
public sealed class UnknownToTheEngine(OfflinePlan plan)
    : ExpectedFailure(
        $"The engine's layer database is damaged: {plan.Concerned.Count} images of this project, or under it, do not exist for the engine any more, "
        + "nor do their containers.",
        string.Join(
            '\n',
            [
                .. plan.Concerned.Select(image => $"  {image}"),
                .. plan.Mends.Where(mend => mend.IsUnknownToTheEngine).Select(mend => $"  expected '{mend.Content}' in {plan.Root}/{mend.Path}, found {mend.Found}"),
                .. plan.SetAsides.Select(one => one.Reason).Where(reason => reason.StartsWith("layer ", StringComparison.Ordinal)).Distinct().Select(reason => $"  {reason}"),
            ]),
        OperatorSteps.For(plan.Root));
