namespace Olympian.Deployment.Settings;

/// <summary>Every setting, in the order in which help, README, <c>.env</c> and summary show them.</summary>
public static class SettingCatalogue
{
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new(SettingKeys.ProjectName, "--project-name", "NAME", "olympian",
            "Compose project: prefix of container, volume and image names")
        {
            Read = SettingRules.ProjectName,
            WritesDefault = true,
        },
        new(SettingKeys.DeploymentMode, null, "", "docker-multi-host",
            "Always docker-multi-host: the shape of this deployment")
        {
            WritesDefault = true,
        },
        new(SettingKeys.OllamaHost, "--ollama-host", "ADDRESS", null,
            "Ollama: URL, host, IPv4 or IPv6; port 11434 unless given (https: 443)")
        {
            Example = "http://192.168.1.20:11434",
            Read = SettingRules.Ollama,
            Question = "Address of Ollama (host, host:port or URL)",
            WritesDefault = true,
        },
        new(SettingKeys.MongoDbMode, "--mongodb", "embedded|container|external", "embedded",
            "Where conversations are kept: the backend's own store, a MongoDB container, or a MongoDB of yours")
        {
            DefaultText = "embedded; external with a MongoDB URI",
            Read = SettingRules.OneOf<MongoDbMode>(),
            WritesDefault = true,
        },
        new(SettingKeys.MongoDbUri, "--mongodb-uri", "URI|HOST", null,
            "External MongoDB: mongodb:// or mongodb+srv:// URI, or a host; one with a password better from the environment")
        {
            Example = "mongodb://db.example.com:27017/olympian",
            IsSecret = true,
            Read = SettingRules.MongoDb,
            Question = "MongoDB (URI or host; empty for the embedded store)",
        },
        new(SettingKeys.MongoDbUser, "--mongodb-user", "USER", null,
            "User for a MongoDB URI that names none")
        {
            Example = "olympian",
            Read = SettingRules.NoControlCharacter,
            Question = "MongoDB user",
            IsStored = false,
        },
        new(SettingKeys.MongoDbPassword, "--mongodb-password-file", "FILE", null,
            "File that holds the MongoDB user's password; or the variable MONGODB_PASSWORD; never an option's value")
        {
            Example = "./mongodb-password",
            IsSecret = true,
            OptionNamesFile = true,
            Read = SettingRules.AnyText,
            Question = "MongoDB password",
            IsStored = false,
        },
        new(SettingKeys.AppPort, "--app-port", "PORT", "8080",
            "Port on which this machine serves the application")
        {
            Read = SettingRules.Port,
            Question = "Port for the application",
            WritesDefault = true,
        },
        new(SettingKeys.AppAddress, "--app-address", "IP", "0.0.0.0",
            "Address on which this machine serves the application; 127.0.0.1 keeps it to the machine")
        {
            Read = SettingRules.ListenAddress,
            WritesDefault = true,
        },
        new(SettingKeys.AllowedOrigins, "--allowed-origins", "ORIGIN,…", null,
            "Origins whose pages may call the backend, separated by commas")
        {
            DefaultText = "http://localhost:<APP_PORT>",
            Example = "http://localhost:8080",
            Read = SettingRules.Origins,
        },
        new(SettingKeys.JwtSecret, null, "", null, "Signs log-in tokens")
        {
            DefaultText = "generated once",
            IsSecret = true,
            Read = SettingRules.AnyText,
        },
        new(SettingKeys.SessionSecret, null, "", null, "Signs sessions")
        {
            DefaultText = "generated once",
            IsSecret = true,
            Read = SettingRules.AnyText,
        },
        new(SettingKeys.SourcePath, "--source", "DIRECTORY", "docker/sample",
            "The application's source tree")
        {
            Read = SettingRules.NoControlCharacter,
        },
        new(SettingKeys.BaseImages, "--base-images", "auto|registry|local", "auto",
            "Base images from their registry, or made here from Debian's packages; auto: the registry if it answers")
        {
            Read = SettingRules.OneOf<BaseImagesMode>(),
        },
        new(SettingKeys.NodeImage, "--node-image", "IMAGE", "node:22-bookworm-slim", "Base image with Node.js")
        {
            Read = SettingRules.Image,
        },
        new(SettingKeys.NginxImage, "--nginx-image", "IMAGE", "nginx:1.28", "Base image with nginx")
        {
            Read = SettingRules.Image,
        },
        new(SettingKeys.MongoImage, "--mongo-image", "IMAGE", "mongo:7", "MongoDB's image with --mongodb=container")
        {
            Read = SettingRules.Image,
        },
    ];

    /// <summary>The row of a key in <see cref="SettingKeys"/>.</summary>
    public static SettingDefinition Row(string key) => All.First(row => row.Key == key);
}
