using System.Text;
using Olympian.Deployment.Settings;

namespace Olympian.Build.Tests.Settings;

/// <summary>A run's surroundings in memory: options, environment, <c>.env</c>, a person who answers.</summary>
internal sealed class SettingsFixture : IEnvFileStore, IPasswordFile, ISecretSource, ISettingsPrompt
{
    public const string EnvPath = "/srv/olympian/.env";

    private int secrets;

    public Dictionary<string, string> Options { get; } = [];

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Null: no such file.</summary>
    public string? EnvText { get; set; }

    public Dictionary<string, string> PasswordFiles { get; } = [];

    /// <summary>By the start of the question; null ends the input.</summary>
    public Dictionary<string, Queue<string?>> Answers { get; } = [];

    public List<string> Asked { get; } = [];

    public List<string> Explained { get; } = [];

    public int Saves { get; private set; }

    public SettingsRequest Request => new(Options, Environment, EnvPath, "/home/me", "/srv/olympian");

    public DeploymentSettings Resolve(bool onTerminal = false) =>
        new SettingsResolver(this).Resolve(Request, Load(EnvPath), onTerminal ? this : null);

    public SettingsFixture WithOption(string key, string value)
    {
        Options[key] = value;
        return this;
    }

    public SettingsFixture WithVariable(string key, string value)
    {
        Environment[key] = value;
        return this;
    }

    public SettingsFixture WithEnv(string text)
    {
        EnvText = text;
        return this;
    }

    public SettingsFixture WithAnswers(string question, params string?[] answers)
    {
        Answers[question] = new(answers);
        return this;
    }

    public DotEnvFile? Load(string path) => EnvText is null ? null : DotEnvFile.Parse(Encoding.UTF8.GetBytes(EnvText), path);

    public void EnsureWritable(string path)
    {
    }

    public void Save(string path, DotEnvFile content)
    {
        Saves++;
        EnvText = Encoding.UTF8.GetString(content.ToBytes());
    }

    public Secret Read(string path) => new(PasswordFiles[path]);

    public Secret Generate() => new($"generated-secret-number-{++secrets:D20}");

    public string? Ask(string question, string defaultText) => Next(question, "");

    public Secret? AskSecret(string question) => Next(question, "") is { } answer ? new Secret(answer) : null;

    public void Explain(string reason) => Explained.Add(reason);

    private string? Next(string question, string otherwise)
    {
        Asked.Add(question);
        var key = Answers.Keys.FirstOrDefault(start => question.StartsWith(start, StringComparison.Ordinal));
        return key is not null && Answers[key].TryDequeue(out var answer) ? answer : otherwise;
    }
}
