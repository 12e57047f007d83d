using System.Text.Json.Serialization;

namespace Olympian.Build.Adapters.Registries;

/// <summary>
/// Reads <see cref="RegistryAnswers"/>. Generated code: reflection would cost start-up time. Names in any case, as docker reads them.
/// </summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(RegistryAnswers.EngineRegistries))]
[JsonSerializable(typeof(RegistryAnswers.ErrorAnswer))]
[JsonSerializable(typeof(RegistryAnswers.TokenAnswer))]
[JsonSerializable(typeof(RegistryAnswers.DockerConfiguration))]
[JsonSerializable(typeof(RegistryAnswers.HelperCredentials))]
internal sealed partial class RegistryJson : JsonSerializerContext;
