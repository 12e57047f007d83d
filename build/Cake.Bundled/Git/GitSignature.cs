namespace Cake.Git;

/// <summary>Who wrote or committed, and when.</summary>
public sealed class GitSignature
{
    internal GitSignature(LibGit2Sharp.Signature signature)
    {
        Email = signature.Email;
        Name = signature.Name;
        When = signature.When;
    }

    public string Email { get; }

    public string Name { get; }

    public DateTimeOffset When { get; }

    public override string ToString() => $"Email: {Email}, Name: {Name}, When: {When}";
}
