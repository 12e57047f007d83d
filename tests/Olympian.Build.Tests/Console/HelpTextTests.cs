using System.Reflection;
using Cake.Frosting;
using Olympian.Build.Console;
using Olympian.Build.Options;
using Olympian.Build.Tasks;

namespace Olympian.Build.Tests.Console;

public sealed class HelpTextTests
{
    private static readonly string[] Lines = HelpText.Of(TargetNames.OfThisBuild()).ReplaceLineEndings("\n").Split('\n');

    private static IReadOnlyList<OptionRow> Options => [.. RunOptionCatalogue.Run, .. OptionCatalogue.Settings, .. RunOptionCatalogue.Cake];

    [Test]
    public void Lists_every_target_with_its_description_under_its_stage() =>
        Assert.Multiple(() =>
        {
            foreach (var task in TargetNames.OfThisBuild().Tasks)
            {
                var line = Array.FindIndex(Lines, line => line.StartsWith($"  {task.Name} ", StringComparison.Ordinal));
                var heading = Lines[..line].Last(above => above.Length > 0 && above[0] != ' ');

                Assert.That(Lines[line], Does.EndWith($"  {task.GetCustomAttribute<TaskDescriptionAttribute>()!.Description}"));
                Assert.That(heading, Is.EqualTo($"{task.GetCustomAttribute<TargetAttribute>()!.Stage}:"));
            }
        });

    [Test]
    public void Lists_every_option_once_with_its_meaning() =>
        Assert.Multiple(() =>
        {
            foreach (var option in Options)
            {
                var value = option.Kind switch { OptionKind.Flag => "", OptionKind.Repeatable => "=… …", _ => "=…" };
                Assert.That(
                    Lines.Where(line => line.StartsWith($"  --{option.Name}{value} ", StringComparison.Ordinal)),
                    Has.Exactly(1).EndsWith($"  {option.Meaning}"),
                    option.Name);
            }
        });

    [Test]
    public void Tells_environment_variable_and_default() =>
        Assert.That(
            Lines[Array.FindIndex(Lines, line => line.StartsWith("  --app-port=…", StringComparison.Ordinal)) + 1].Trim(),
            Is.EqualTo("[environment: APP_PORT; default: 8080]"));

    [Test]
    public void Tells_the_exit_codes() =>
        Assert.That(
            Lines[^1],
            Is.EqualTo("Exit codes: 0 done; 1 the work failed; 2 wrong use or settings, nothing was touched; 130 interrupted."));

    [Test]
    public void Fits_a_terminal() => Assert.That(Lines.Where(line => line.Length > 140), Is.Empty);

    [Test]
    public void Has_no_blank_ends() => Assert.That(Lines, Has.None.Match(@"\s\z"));
}
