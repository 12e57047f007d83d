namespace Olympian.Deployment.Settings;

/// <summary>Every setting of a deployment, valid on its own and together with the others.</summary>
public sealed class DeploymentSettings
{
    /// <summary>What <c>DEPLOYMENT_MODE</c> says, always.</summary>
    public const string DeploymentMode = "docker-multi-host";

    // Shorter, and a signature made with it can be forged by trying: 32 characters is what HS256 asks for.
    private const int ShortestSecret = 32;

    private readonly Dictionary<string, ResolvedSetting> byKey;

    internal DeploymentSettings(
        IEnumerable<ResolvedSetting> values,
        MongoConnection? mongoConnection,
        IReadOnlyList<string> notices,
        bool foldsMongoCredentials)
    {
        Values = [.. values];
        byKey = Values.ToDictionary(value => value.Definition.Key);
        MongoConnection = mongoConnection;
        Notices = notices;
        FoldsMongoCredentials = foldsMongoCredentials;
    }

    /// <summary>Every setting in the catalogue's order, with where it came from.</summary>
    public IReadOnlyList<ResolvedSetting> Values { get; }

    /// <summary>What a person should know though nothing is wrong, one sentence or two each.</summary>
    public IReadOnlyList<string> Notices { get; }

    public string ProjectName => Text(SettingKeys.ProjectName);

    /// <summary>As a container must call it; null without Ollama.</summary>
    public OllamaAddress? OllamaAddress =>
        this[SettingKeys.OllamaHost] is { HasValue: true } setting && OllamaAddress.TryParse(setting.Reveal()!, out var address, out _)
            ? address
            : null;

    public MongoDbMode MongoDbMode => Enum.Parse<MongoDbMode>(Text(SettingKeys.MongoDbMode), ignoreCase: true);

    /// <summary>As a container must call it, credentials included; null unless <see cref="MongoDbMode"/> is external.</summary>
    public MongoConnection? MongoConnection { get; }

    public int AppPort => int.Parse(Text(SettingKeys.AppPort), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An IP address, without the brackets that compose.yml needs around an IPv6 one.</summary>
    public string AppAddress => Text(SettingKeys.AppAddress).Trim('[', ']');

    public IReadOnlyList<string> AllowedOrigins => Text(SettingKeys.AllowedOrigins).Split(',');

    /// <summary>Absolute.</summary>
    public string SourcePath => Text(SettingKeys.SourcePath);

    public BaseImagesMode BaseImages => Enum.Parse<BaseImagesMode>(Text(SettingKeys.BaseImages), ignoreCase: true);

    public string NodeImage => Text(SettingKeys.NodeImage);

    public string NginxImage => Text(SettingKeys.NginxImage);

    public string MongoImage => Text(SettingKeys.MongoImage);

    /// <summary>Null before EnvMulti has run.</summary>
    public Secret? JwtSecret => Hidden(SettingKeys.JwtSecret);

    /// <summary>Null before EnvMulti has run.</summary>
    public Secret? SessionSecret => Hidden(SettingKeys.SessionSecret);

    /// <summary>MongoDB's user and password have gone into the URI; lines of their own in <c>.env</c> would only contradict it later.</summary>
    internal bool FoldsMongoCredentials { get; }

    /// <summary>One setting by its key in <see cref="SettingKeys"/>.</summary>
    public ResolvedSetting this[string key] => byKey[key];

    /// <summary>
    /// The variables that compose.yml reads, secrets revealed. Every stored key is there, empty where there is no value: the
    /// environment of the docker client wins over <c>.env</c>, so nothing stale and nothing of the caller's shines through.
    /// </summary>
    public IReadOnlyDictionary<string, string> ToEnvironment()
    {
        var environment = Values
            .Where(value => value.Definition.IsStored)
            .ToDictionary(value => value.Definition.Key, value => value.Reveal() ?? "");
        environment[SettingKeys.MongoDbUri] = MongoConnection?.ToConnectionString().Reveal() ?? "";
        return environment;
    }

    /// <summary>The same settings with those secrets made that do not exist yet. An existing one is never replaced, however weak.</summary>
    public DeploymentSettings WithSecrets(ISecretSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var values = Values.Select(value =>
            value.Definition.Key is SettingKeys.JwtSecret or SettingKeys.SessionSecret && !value.HasValue
                ? new ResolvedSetting(value.Definition, source.Generate().Reveal(), SettingOrigin.Generated)
                : value);
        return new(values, MongoConnection, Notices, FoldsMongoCredentials);
    }

    /// <summary>The file with these settings in it; the same instance when it says all of it already.</summary>
    /// <param name="file">What is there now.</param>
    /// <param name="environment">The process environment, for references inside the file's values.</param>
    public DotEnvFile ApplyTo(DotEnvFile file, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(file);
        var there = file.Read(environment);
        var result = file;
        foreach (var value in Values)
        {
            var key = value.Definition.Key;
            if (!value.Definition.IsStored)
            {
                result = FoldsMongoCredentials ? result.Remove(key) : result;
                continue;
            }

            var isWritten = value.Origin != SettingOrigin.Default || value.Definition.WritesDefault;
            var wanted = isWritten ? value.Reveal() ?? "" : "";
            var stands = there.TryGetValue(key, out var current);
            if (isWritten ? !stands || current != wanted : !string.IsNullOrEmpty(current))
            {
                result = result.Set(key, wanted);
            }
        }

        return result;
    }

    internal static string? WeaknessOf(ResolvedSetting secret) =>
        secret.HasValue && secret.Reveal()!.Length < ShortestSecret
            ? $"{secret.Definition.Key} has {secret.Reveal()!.Length} characters, fewer than {ShortestSecret}, and can be guessed. "
                + "It is kept, because a new one ends every session; empty its line in .env to have a new one made."
            : null;

    private string Text(string key) => this[key].Reveal() ?? "";

    private Secret? Hidden(string key) => this[key] is { HasValue: true } value ? new Secret(value.Reveal()!) : null;
}
