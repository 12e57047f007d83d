namespace Olympian.Deployment.Settings;

/// <summary>
/// A value that must not be seen: whatever prints, formats or interpolates it gets <c>[REDACTED]</c>.
/// </summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string value;

    /// <summary>Takes a value; from now on <see cref="KnownSecrets"/> blots it out wherever it is told.</summary>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = value;
        KnownSecrets.Learn(value);
    }

    /// <summary>What stands in the value's place wherever it is printed.</summary>
    public const string Redacted = "[REDACTED]";

    /// <summary>The value itself, for the one place that hands it on by environment, standard input or file.</summary>
    public string Reveal() => value;

    /// <summary><see cref="Redacted"/>, always.</summary>
    public override string ToString() => Redacted;

    /// <summary>Compares the values, not the places they stand in.</summary>
    public bool Equals(Secret? other) => other is not null && other.Reveal() == value;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);
}
