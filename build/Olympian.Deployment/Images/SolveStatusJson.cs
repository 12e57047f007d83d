using System.Text.Json.Serialization;

namespace Olympian.Deployment.Images;

/// <summary>Reads records without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SolveStatus))]
internal sealed partial class SolveStatusJson : JsonSerializerContext;
