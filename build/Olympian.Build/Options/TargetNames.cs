using System.Reflection;
using Cake.Frosting;
using Olympian.Build.Tasks;
using Olympian.Deployment;

namespace Olympian.Build.Options;

/// <summary>The targets there are, found as Frosting finds them: the public task classes of the build.</summary>
public sealed class TargetNames
{
    private readonly Dictionary<string, Type> byPlainName;

    private TargetNames(IEnumerable<Type> tasks) =>
        byPlainName = tasks.ToDictionary(task => Plain(task.Name), StringComparer.Ordinal);

    /// <summary>Every target of this build.</summary>
    public static TargetNames OfThisBuild() => new(
        typeof(TargetNames).Assembly.GetTypes()
            .Where(type => type is { IsPublic: true, IsAbstract: false } && typeof(IFrostingTask).IsAssignableFrom(type)));

    /// <summary>The task classes, by name.</summary>
    public IReadOnlyList<Type> Tasks => [.. byPlainName.Values.OrderBy(task => task.Name, StringComparer.Ordinal)];

    /// <summary>
    /// The target's one spelling for what was typed: letter case and dashes do not count.
    /// </summary>
    /// <param name="typed">Pascal or kebab case.</param>
    /// <param name="exclusive">
    /// With <c>--exclusive</c> an alias stands for its target itself: run alone, it would have nothing to do and call that success.
    /// </param>
    /// <exception cref="UsageFailure">There is no such target; the nearest is named.</exception>
    public string Resolve(string typed, bool exclusive)
    {
        ArgumentNullException.ThrowIfNull(typed);

        if (!byPlainName.TryGetValue(Plain(typed), out var task))
        {
            var names = Tasks.Select(known => known.Name);
            throw new UsageFailure(
                $"The target '{typed}' was not found.{NearestName.Suggestion(typed, names)}",
                null,
                "See every target and option: ./build.sh --target=Help");
        }

        if (exclusive && task.GetCustomAttribute<TargetAttribute>() is { OnlyGathers: true })
        {
            throw new UsageFailure(
                $"The target '{task.Name}' does nothing with --exclusive: all its work is that of the targets it depends on.",
                null,
                $"Leave --exclusive out, or name one of them; they are shown by: ./build.sh --target={task.Name} --dryrun");
        }

        return exclusive && task.GetCustomAttribute<AliasOfAttribute>() is { } alias ? alias.Task.Name : task.Name;
    }

    /// <summary>Whether a target, named in its one spelling, only shows with <c>--plan</c> what it would do.</summary>
    public bool CanPlan(string target) =>
        byPlainName[Plain(target)].GetCustomAttribute<TargetAttribute>() is { Plans: true };

    /// <summary>Whether a target, named in its one spelling, can work on a stopped engine's files.</summary>
    public bool WorksOffline(string target) =>
        byPlainName[Plain(target)].GetCustomAttribute<TargetAttribute>() is { WorksOffline: true };

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
