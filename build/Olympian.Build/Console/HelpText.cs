using System.Reflection;
using System.Text;
using Cake.Frosting;
using Olympian.Build.Options;
using Olympian.Build.Tasks;

namespace Olympian.Build.Console;

/// <summary>What Help prints: targets by stage, then options, each in one line.</summary>
internal static class HelpText
{
    public static string Of(TargetNames targets)
    {
        var text = new StringBuilder();
        text.AppendLine("Build, verify and run the Olympian stack on this host's Docker engine.");
        text.AppendLine();
        text.AppendLine("  ./build.sh --target=QuickDockerMulti [options]        (Windows: .\\build.ps1)");

        var rows = targets.Tasks.Select(Row).ToArray();
        var width = rows.Max(row => row.Name.Length);
        foreach (var stage in Enum.GetValues<Stage>())
        {
            text.AppendLine().AppendLine($"{stage}:");
            foreach (var row in rows.Where(row => row.Stage == stage))
            {
                text.AppendLine($"  {row.Name.PadRight(width)}  {row.Description}");
            }
        }

        AppendOptions(text, "Options of the run", RunOptionCatalogue.Run);
        AppendOptions(text, "Settings, kept in .env (precedence: option, environment, .env, prompt, default)", OptionCatalogue.Settings);
        AppendOptions(text, "Cake's own", RunOptionCatalogue.Cake);

        text.AppendLine();
        text.Append("Exit codes: 0 done; 1 the work failed; 2 wrong use or settings, nothing was touched; 130 interrupted.");
        return text.ToString();
    }

    private static void AppendOptions(StringBuilder text, string heading, IReadOnlyList<OptionRow> options)
    {
        var shown = options.Select(option => (Left: Spelling(option), Option: option)).ToArray();
        var width = shown.Select(row => row.Left.Length).DefaultIfEmpty(0).Max();
        var indent = new string(' ', width + 4);

        text.AppendLine().AppendLine($"{heading}:");
        foreach (var (left, option) in shown)
        {
            var details = new[]
            {
                option.EnvironmentVariable is null ? "" : $"environment: {option.EnvironmentVariable}",
                option.Default.Length == 0 ? "" : $"default: {option.Default}",
            }.Where(detail => detail.Length > 0).ToArray();

            text.Append($"  {left.PadRight(width)}  {option.Meaning}");
            text.AppendLine(details.Length == 0 ? "" : $"\n{indent}[{string.Join("; ", details)}]");
        }
    }

    private static string Spelling(OptionRow option) => option.Kind switch
    {
        OptionKind.Flag => $"--{option.Name}",
        OptionKind.Repeatable => $"--{option.Name}=… …",
        _ => $"--{option.Name}=…",
    };

    private static (string Name, Stage Stage, string Description) Row(Type task) => (
        task.Name,
        task.GetCustomAttribute<TargetAttribute>()?.Stage ?? Stage.Develop,
        task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? "");
}
