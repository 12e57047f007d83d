namespace Olympian.Deployment.Settings;

/// <summary>The settings' names in <c>.env</c>, in the environment and in compose.yml.</summary>
public static class SettingKeys
{
    public const string ProjectName = "COMPOSE_PROJECT_NAME";
    public const string DeploymentMode = "DEPLOYMENT_MODE";
    public const string OllamaHost = "OLLAMA_HOST";
    public const string MongoDbMode = "MONGODB_MODE";
    public const string MongoDbUri = "MONGODB_URI";
    public const string MongoDbUser = "MONGODB_USER";
    public const string MongoDbPassword = "MONGODB_PASSWORD";
    public const string AppPort = "APP_PORT";
    public const string AppAddress = "APP_ADDRESS";
    public const string AllowedOrigins = "ALLOWED_ORIGINS";
    public const string JwtSecret = "JWT_SECRET";
    public const string SessionSecret = "SESSION_SECRET";
    public const string SourcePath = "SOURCE_PATH";
    public const string BaseImages = "BASE_IMAGES";
    public const string NodeImage = "NODE_IMAGE";
    public const string NginxImage = "NGINX_IMAGE";
    public const string MongoImage = "MONGO_IMAGE";
}
