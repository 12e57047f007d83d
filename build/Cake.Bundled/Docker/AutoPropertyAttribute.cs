namespace Cake.Docker;

/// <summary>Says how a setting is written when its name and value alone do not.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class AutoPropertyAttribute : Attribute
{
    /// <summary>The argument's text, unquoted: <c>{0}</c> is the option's name, <c>{1}</c> the value.</summary>
    public string? Format { get; set; }

    /// <summary>Written only when the value is true.</summary>
    public bool OnlyWhenTrue { get; set; }

    /// <summary>Written before the command instead of after it.</summary>
    public bool PreCommand { get; set; }

    /// <inheritdoc cref="Docker.AutoArrayType"/>
    public AutoArrayType AutoArrayType { get; set; } = AutoArrayType.MultipleInstances;
}
