using System.Reflection;
using Cake.Frosting;
using Olympian.Build.Options;
using Olympian.Build.Tasks;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Documentation;

/// <summary>The README's tables as the code has them, ready to be pasted.</summary>
internal static class CodeTables
{
    public static string Targets { get; } = Table(
        ["target", "stage", "what it does", "runs first"],
        TargetNames.OfThisBuild().Tasks
            .OrderBy(task => Target(task).Stage)
            .ThenBy(task => task.Name, StringComparer.Ordinal)
            .Select(task => new[]
            {
                Code(task.Name),
                Target(task).Stage.ToString(),
                task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? "",
                string.Join(", ", Prerequisites(task)),
            }));

    public static string RunOptions { get; } = Options(RunOptionCatalogue.Run);

    public static string Settings { get; } = Options(OptionCatalogue.Settings);

    public static string CakeOptions { get; } = Options(RunOptionCatalogue.Cake);

    public static string SettingsWithoutOption { get; } = Table(
        ["key in `.env`", "default", "meaning"],
        SettingCatalogue.All.Where(setting => setting.Option is null).Select(setting => new[]
        {
            Code(setting.Key), setting.DefaultText, setting.Description,
        }));

    private static string Options(IEnumerable<OptionRow> rows) => Table(
        ["option", "environment", "default", "meaning"],
        rows.Select(row => new[]
        {
            Code($"--{row.Name}{(row.Kind == OptionKind.Flag ? "" : "=…")}"),
            row.EnvironmentVariable is { } variable ? Code(variable) : "",
            row.Default,
            row.Meaning,
        }));

    private static string Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var rule = $"|{string.Concat(headings.Select(_ => "---|"))}\n";
        return string.Concat(rows.Select(Line).Prepend(rule).Prepend(Line(headings)));
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(Escaped))} |\n";

    // A pipe would end the cell, and an angle bracket begin a tag.
    private static string Escaped(string cell) =>
        cell.Replace("|", @"\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Code(string text) => $"`{text}`";

    private static TargetAttribute Target(Type task) =>
        task.GetCustomAttribute<TargetAttribute>() ?? throw new InvalidOperationException($"{task.Name} has no [Target].");

    private static IEnumerable<string> Prerequisites(Type task) =>
        task.GetCustomAttributes<IsDependentOnAttribute>().Select(dependency => dependency.Task.Name);
}
