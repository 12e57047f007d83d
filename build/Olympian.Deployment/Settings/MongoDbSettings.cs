namespace Olympian.Deployment.Settings;

/// <summary>The four MongoDB settings, decided together: which store, where, and as whom.</summary>
/// <remarks>
/// What this run says (option or environment) goes before what <c>.env</c> remembers, also across keys: a URI given now means
/// <c>external</c> although <c>.env</c> says <c>embedded</c>, and a user given now replaces the one in the stored URI. What this
/// run says twice and differently is refused.
/// </remarks>
internal sealed class MongoDbSettings
{
    // Mechanisms that prove who one is by other means than a password.
    private static readonly string[] WithoutPassword = ["MONGODB-X509", "MONGODB-AWS", "MONGODB-OIDC", "GSSAPI"];

    private readonly SettingsLookup lookup;
    private readonly SettingQuestions questions;
    private readonly List<string> notices;
    private ResolvedSetting? mode;
    private ResolvedSetting? uri;
    private ResolvedSetting? user;
    private ResolvedSetting? password;

    private MongoDbSettings(SettingsLookup lookup, SettingQuestions questions, List<string> notices)
    {
        (this.lookup, this.questions, this.notices) = (lookup, questions, notices);
        mode = lookup.Find(SettingCatalogue.Row(SettingKeys.MongoDbMode));
        uri = lookup.Find(SettingCatalogue.Row(SettingKeys.MongoDbUri));
        user = lookup.Find(SettingCatalogue.Row(SettingKeys.MongoDbUser));
        password = lookup.Find(SettingCatalogue.Row(SettingKeys.MongoDbPassword));
    }

    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, ResolvedSetting> Values { get; private set; } = new Dictionary<string, ResolvedSetting>();

    /// <summary>Null unless the mode is external.</summary>
    public MongoConnection? Connection { get; private set; }

    /// <summary>User and password stand in the URI from now on.</summary>
    public bool FoldsCredentials => Connection is not null;

    /// <exception cref="UsageFailure">Something is missing, or two settings contradict each other.</exception>
    public static MongoDbSettings Resolve(SettingsLookup lookup, SettingQuestions questions, List<string> notices)
    {
        var settings = new MongoDbSettings(lookup, questions, notices);
        settings.DecideMode();
        if (settings.mode!.Reveal() == "external")
        {
            settings.Connect();
        }
        else
        {
            settings.CheckNothingIsLost();
        }

        settings.Values = new Dictionary<string, ResolvedSetting>
        {
            [SettingKeys.MongoDbMode] = settings.mode,
            [SettingKeys.MongoDbUri] = settings.uri ?? Nothing(SettingKeys.MongoDbUri),
            [SettingKeys.MongoDbUser] = settings.user ?? Nothing(SettingKeys.MongoDbUser),
            [SettingKeys.MongoDbPassword] = settings.password ?? Nothing(SettingKeys.MongoDbPassword),
        };
        return settings;
    }

    private static ResolvedSetting Nothing(string key) => new(SettingCatalogue.Row(key), null, SettingOrigin.Default);

    private static bool IsFromThisRun(ResolvedSetting? setting) =>
        setting is { HasValue: true, Origin: SettingOrigin.Option or SettingOrigin.Environment or SettingOrigin.Prompt };

    private void DecideMode()
    {
        var row = SettingCatalogue.Row(SettingKeys.MongoDbMode);
        var saysNoUri = uri is { HasValue: false };

        if (IsFromThisRun(mode) && IsFromThisRun(uri) && mode!.Reveal() != "external")
        {
            throw new UsageFailure(
                "Two settings contradict each other about MongoDB.",
                $"{Source(mode)} says {mode.Reveal()}, {Source(uri!)} gives an external MongoDB.",
                "Leave one of them out, or say --mongodb=external.");
        }

        if (IsFromThisRun(uri) && !IsFromThisRun(mode))
        {
            mode = new(row, "external", SettingOrigin.Derived);
        }
        else if (mode is not { HasValue: true } || (mode.Reveal() == "external" && saysNoUri && !IsFromThisRun(mode)))
        {
            if (uri is null && mode is null)
            {
                AskForUri();
            }

            mode = uri is { HasValue: true }
                ? new(row, "external", SettingOrigin.Derived)
                : new(row, row.Default, SettingOrigin.Default);
        }
    }

    private void AskForUri()
    {
        uri = questions.Ask(SettingCatalogue.Row(SettingKeys.MongoDbUri));
        if (uri is not null && user is null && Parse(uri).User is null)
        {
            user = questions.AskEvenSo(SettingCatalogue.Row(SettingKeys.MongoDbUser));
        }
    }

    private void Connect()
    {
        if (uri is not { HasValue: true })
        {
            uri = questions.AskEvenSo(SettingCatalogue.Row(SettingKeys.MongoDbUri)) ?? throw new UsageFailure(
                "An external MongoDB is asked for, but nothing says which.",
                $"Expected {SettingKeys.MongoDbUri} beside {Source(mode!)}; it is not set.",
                "./build.sh --target=EnvMulti --mongodb=external --mongodb-uri=mongodb://db.example.com:27017/olympian");
        }

        var given = Parse(uri);
        if (uri.Origin == SettingOrigin.Option && given.Password is not null)
        {
            notices.Add(
                $"The password in {uri.Definition.Option} stands in the process list and in the shell's history. "
                + $"The variable {SettingKeys.MongoDbUri}, or --mongodb-user with --mongodb-password-file, keep it out of both.");
        }

        var connection = WithCredentials(given);
        if (connection.HasLoopbackHost)
        {
            var translated = connection.ForContainers();
            notices.Add(
                $"{SettingKeys.MongoDbUri}: {string.Join(',', connection.Hosts)} would mean the container itself there, so "
                + $"{string.Join(',', translated.Hosts)} is used: this machine as containers see it. MongoDB must listen on more than "
                + "loopback for that (net.bindIp), and a replica set must name its members so that containers can reach them.");
            connection = translated;
        }

        Connection = connection;
        var isChanged = user is { HasValue: true } || password is { HasValue: true };
        uri = new(
            uri.Definition,
            connection.ToConnectionString().Reveal(),
            isChanged && uri.Origin == SettingOrigin.EnvFile ? SettingOrigin.Derived : uri.Origin);
    }

    private MongoConnection WithCredentials(MongoConnection connection)
    {
        DropWhatTheUriReplaces(connection);
        if (password is { HasValue: true } && user is not { HasValue: true } && connection.User is null)
        {
            throw new UsageFailure(
                "A MongoDB password is given, but no user it belongs to.",
                $"Expected a user in {SettingKeys.MongoDbUri} or by --mongodb-user beside {Source(password)}.",
                "./build.sh --target=EnvMulti --mongodb-user=olympian");
        }

        if (user is { HasValue: true } && connection.User is { } named && named != user.Reveal() && SameRank(user, uri!))
        {
            throw new UsageFailure(
                "Two MongoDB users are given.",
                $"{Source(user)} says '{user.Reveal()}', {Source(uri!)} names '{named}'.",
                "Leave one of them out.");
        }

        if (password is { HasValue: true } && connection.Password is { } inUri && inUri.Reveal() != password.Reveal() && SameRank(password, uri!))
        {
            throw new UsageFailure(
                "Two MongoDB passwords are given.",
                $"{Source(password)} and {Source(uri!)} hold different ones.",
                "Leave one of them out.");
        }

        var name = user is { HasValue: true } ? user.Reveal() : connection.User;
        var secret = password is { HasValue: true } ? new Secret(password.Reveal()!)
            : name == connection.User ? connection.Password
            : null;
        if (name is null)
        {
            return connection;
        }

        if (secret is null && !WithoutPassword.Contains(connection.AuthMechanism, StringComparer.OrdinalIgnoreCase))
        {
            password = questions.AskEvenSo(SettingCatalogue.Row(SettingKeys.MongoDbPassword)) ?? throw new UsageFailure(
                $"The MongoDB user '{name}' has no password.",
                $"Expected it in the variable {SettingKeys.MongoDbPassword}, in a file that --mongodb-password-file names, or in the URI.",
                "./build.sh --target=EnvMulti --mongodb-password-file=./mongodb-password");
            secret = new Secret(password.Reveal()!);
        }

        return connection.WithCredentials(name, secret);
    }

    // Credentials remembered in .env belonged to the URI remembered there.
    private void DropWhatTheUriReplaces(MongoConnection connection)
    {
        if (!IsFromThisRun(uri) || connection.User is null)
        {
            return;
        }

        user = user is { Origin: SettingOrigin.EnvFile } ? null : user;
        password = password is { Origin: SettingOrigin.EnvFile } ? null : password;
    }

    private void CheckNothingIsLost()
    {
        foreach (var given in (ResolvedSetting?[])[user, password])
        {
            if (given is { HasValue: true, Origin: SettingOrigin.Option })
            {
                throw new UsageFailure(
                    "A MongoDB user or password is given, but no external MongoDB.",
                    $"{Source(given)} is given, {Source(mode!)} says {mode!.Reveal()}.",
                    "./build.sh --target=EnvMulti --mongodb-uri=mongodb://db.example.com:27017/olympian");
            }
        }

        if (uri is { HasValue: true })
        {
            notices.Add($"{SettingKeys.MongoDbUri} stays in .env and is not used: {Source(mode!)} says {mode!.Reveal()}.");
        }
    }

    private static bool SameRank(ResolvedSetting one, ResolvedSetting other) => IsFromThisRun(one) == IsFromThisRun(other);

    private static MongoConnection Parse(ResolvedSetting uri) =>
        MongoConnection.TryParse(uri.Reveal()!, out var connection, out var reason)
            ? connection
            : throw new InvalidOperationException($"A MongoDB URI that was accepted no longer parses: {reason}.");

    private string Source(ResolvedSetting setting) => lookup.SourceOf(setting.Definition, setting.Origin);
}
