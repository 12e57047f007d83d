namespace Olympian.Deployment.Bases;

/// <summary>What <c>FROM</c> knows: the variables that the builder sets, and each <c>ARG</c> before the first <c>FROM</c>.</summary>
internal sealed class GlobalArguments
{
    private const string TargetStage = "TARGETSTAGE";

    private readonly IReadOnlyDictionary<string, string> given;
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);

    /// <param name="given">The build's arguments.</param>
    /// <param name="builder">The engine's platform.</param>
    /// <param name="target">The platform built for.</param>
    public GlobalArguments(IReadOnlyDictionary<string, string> given, ImagePlatform builder, ImagePlatform target)
    {
        this.given = given;
        foreach (var (prefix, platform) in new[] { ("BUILD", builder), ("TARGET", target) })
        {
            Preset($"{prefix}PLATFORM", platform.ToString());
            Preset($"{prefix}OS", platform.OperatingSystem);
            Preset($"{prefix}ARCH", platform.Architecture);
            Preset($"{prefix}VARIANT", platform.Variant);
        }

        variables[TargetStage] = Variable.Doubtful("only newer builders set it");
    }

    /// <summary>A variable; unset when nobody set it.</summary>
    public Variable this[string name] => variables.GetValueOrDefault(name, Variable.Unset);

    /// <summary>Takes in one <c>ARG</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="standard">The word after <c>=</c>; null where there is none.</param>
    /// <param name="escape">The Dockerfile's escape character.</param>
    public void Declare(string name, string? standard, char escape)
    {
        if (given.TryGetValue(name, out var value))
        {
            variables[name] = Variable.Of(value);
        }
        else if (standard is null)
        {
            // Older builders empty it, whatever it was; newer leave it as it was.
            var before = this[name];
            variables[name] = before.Doubt is null ? new("", before.Newer) : before;
        }
        else
        {
            variables[name] = Evaluate(standard, escape);
        }
    }

    // Older builders take a default that they cannot evaluate for nothing, newer refuse it. It matters only to who uses it.
    private Variable Evaluate(string word, char escape)
    {
        try
        {
            return Variable.Of(ShellWord.Expand(word, escape, this));
        }
        catch (FormatException wrong)
        {
            return Variable.Doubtful($"its default '{word}' cannot be told: {wrong.Message}");
        }
    }

    private void Preset(string name, string value) => variables[name] = Variable.Of(given.GetValueOrDefault(name, value));
}
