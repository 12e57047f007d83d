using System.Reflection;
using Cake.Frosting;
using Olympian.Build.Options;
using Olympian.Build.Tasks;
using Olympian.Build.Tests.Architecture;

namespace Olympian.Build.Tests.Tasks;

/// <summary>What a target must be, so that it is found where its name says and never calls a failure a success.</summary>
public sealed class TaskRulesTests
{
    private static IReadOnlyList<Type> Tasks => TargetNames.OfThisBuild().Tasks;

    [TestCaseSource(nameof(Tasks))]
    public void Has_a_description_of_one_line(Type task) =>
        Assert.That(task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description, Is.Not.Null.And.Not.Empty.And.Not.Contains("\n"));

    [TestCaseSource(nameof(Tasks))]
    public void Says_what_the_build_must_know_of_it(Type task) => Assert.That(task.GetCustomAttribute<TargetAttribute>(), Is.Not.Null);

    [TestCaseSource(nameof(Tasks))]
    public void Is_named_as_its_class(Type task)
    {
        Assert.That(task.GetCustomAttribute<TaskNameAttribute>(), Is.Null);
        Assert.That(task.Name, Does.Not.EndWith("Task"));
    }

    [TestCaseSource(nameof(Tasks))]
    public void Lies_in_a_file_of_its_name_in_the_directory_of_its_stage(Type task) =>
        Assert.That(File.Exists(Path.Combine(
            CheckoutFiles.Root,
            "build", "Olympian.Build", "Tasks", $"{task.GetCustomAttribute<TargetAttribute>()!.Stage}", $"{task.Name}.cs")));

    [TestCaseSource(nameof(Tasks))]
    public void Is_sealed_and_sees_the_builds_own_context(Type task) => // of another context, Cake leaves the task out with a warning
        Assert.Multiple(() =>
        {
            Assert.That(task.IsSealed);
            Assert.That(task.BaseType, Is.EqualTo(typeof(FrostingTask<BuildContext>)).Or.EqualTo(typeof(AsyncFrostingTask<BuildContext>)));
        });

    [TestCaseSource(nameof(Tasks))]
    public void Forgives_no_failure(Type task) =>
        Assert.Multiple(() =>
        {
            Assert.That(task.GetCustomAttribute<ContinueOnErrorAttribute>(), Is.Null);
            Assert.That(task.GetMethod("OnError")?.DeclaringType, Is.Not.EqualTo(task), "Cake takes an overridden OnError for a success");
            Assert.That(task.GetMethod("ShouldRun")?.DeclaringType, Is.Not.EqualTo(task), "what is skipped passes for done");
        });

    [TestCaseSource(nameof(Tasks))]
    public void Does_something_or_stands_for_one_that_does(Type task)
    {
        var works = task.GetMethods().Any(method => method.Name is "Run" or "RunAsync" && method.DeclaringType == task);
        var alias = task.GetCustomAttribute<AliasOfAttribute>();

        Assert.That(works, Is.EqualTo(alias is null));
        Assert.That(
            alias is null || task.GetCustomAttributes<IsDependentOnAttribute>().Single().Task == alias.Task,
            "an alias depends on its target and on nothing else");
    }

    [Test]
    public void Takes_an_alias_for_what_its_target_is() =>
        Assert.Multiple(() =>
        {
            foreach (var alias in Tasks.Where(task => task.IsDefined(typeof(AliasOfAttribute))))
            {
                Assert.That(Known(alias), Is.EqualTo(Known(alias.GetCustomAttribute<AliasOfAttribute>()!.Task)), alias.Name);
            }
        });

    private static (Stage Stage, bool UsesEngine, bool ReadsOnly, bool PublishesPorts, bool Plans) Known(Type task) =>
        task.GetCustomAttribute<TargetAttribute>() is { } target
            ? (target.Stage, target.UsesEngine, target.ReadsOnly, target.PublishesPorts, target.Plans)
            : throw new InvalidOperationException($"{task.Name} has no [Target].");
}
