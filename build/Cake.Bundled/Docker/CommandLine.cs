using System.Globalization;
using System.Reflection;
using System.Text;
using Cake.Core;
using Cake.Core.IO;

namespace Cake.Docker;

/// <summary>
/// Writes settings as options, in the order in which the properties are declared, inherited ones last.
/// </summary>
/// <remarks>
/// As published: an empty string is left out like null; of <see cref="Cake.Core.Tooling.ToolSettings"/>, <c>ToolTimeout</c> and
/// <c>NoWorkingDirectory</c> are written too, which no Docker command understands.
/// </remarks>
internal static class CommandLine
{
    public static ProcessArgumentBuilder Of<TSettings>(string command, TSettings settings, string[] additional)
        where TSettings : AutoToolSettings, new() =>
        new ProcessArgumentBuilder().Add(command, settings, additional);

    public static ProcessArgumentBuilder Of<TCoreSettings, TSettings>(
        string coreCommand,
        TCoreSettings coreSettings,
        string command,
        TSettings settings,
        string[] additional)
        where TCoreSettings : AutoToolSettings, new()
        where TSettings : AutoToolSettings, new() =>
        new ProcessArgumentBuilder().Add(coreCommand, coreSettings, []).Add(command, settings, additional);

    private static ProcessArgumentBuilder Add<TSettings>(
        this ProcessArgumentBuilder builder,
        string command,
        TSettings settings,
        string[] additional)
        where TSettings : AutoToolSettings, new()
    {
        var properties = typeof(TSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        builder.AddOptions(properties, settings, preCommand: true);
        builder.Append(command);
        builder.AddOptions(properties, settings, preCommand: false);
        foreach (var argument in additional)
        {
            builder.Append(argument);
        }

        return builder;
    }

    private static void AddOptions(
        this ProcessArgumentBuilder builder,
        IEnumerable<PropertyInfo> properties,
        AutoToolSettings settings,
        bool preCommand)
    {
        foreach (var property in properties)
        {
            var attribute = property.GetCustomAttribute<AutoPropertyAttribute>();
            if ((attribute?.PreCommand ?? false) == preCommand && property.GetValue(settings) is { } value)
            {
                builder.AddOption(property, attribute, value, settings.SecretProperties.Contains(property.Name));
            }
        }
    }

    private static void AddOption(
        this ProcessArgumentBuilder builder,
        PropertyInfo property,
        AutoPropertyAttribute? attribute,
        object value,
        bool isSecret)
    {
        var name = NameOf(property);
        if (attribute?.Format is { } format)
        {
            builder.AddFormatted(format, name, value, attribute.OnlyWhenTrue);
            return;
        }

        var option = $"--{name}";
        switch (value)
        {
            case bool flag when flag:
                builder.Append(option);
                break;
            case int or long or ulong or ushort when Nullable.GetUnderlyingType(property.PropertyType) is not null:
                builder.Append(string.Create(CultureInfo.InvariantCulture, $"{option} {value}"));
                break;
            case TimeSpan time:
                builder.Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{option} {Math.Floor(time.TotalHours)}h{time.Minutes}m{time.Seconds}s"));
                break;
            case string text:
                builder.AddValue(option, text, isSecret);
                break;
            case string[] texts:
                foreach (var text in texts)
                {
                    builder.AddValue(option, text, isSecret);
                }

                break;
        }
    }

    private static void AddFormatted(this ProcessArgumentBuilder builder, string format, string name, object value, bool onlyWhenTrue)
    {
        if (onlyWhenTrue && value is false)
        {
            return;
        }

        var texts = value as string[] ?? new[] { value };
        var argument = string.Join(' ', texts.Select(text => string.Format(CultureInfo.InvariantCulture, format, name, text)));
        if (argument.Length > 0)
        {
            builder.Append(argument);
        }
    }

    private static void AddValue(this ProcessArgumentBuilder builder, string option, string value, bool isSecret)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        builder.Append(option);
        if (isSecret)
        {
            builder.AppendQuotedSecret(value);
        }
        else
        {
            builder.AppendQuoted(value);
        }
    }

    // NoCacheFilter is no-cache-filter.
    private static string NameOf(PropertyInfo property)
    {
        var name = new StringBuilder();
        foreach (var character in property.Name)
        {
            if (char.IsUpper(character) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(character));
        }

        return name.ToString();
    }
}
