using System.Text.Json.Serialization;

namespace Olympian.Build.Adapters.Docker;

/// <summary>Reads <see cref="DockerAnswers"/> and <see cref="BuildMetadata"/>. Generated code: reflection would cost start-up time.</summary>
[JsonSerializable(typeof(List<DockerAnswers.ImageInspect>))]
[JsonSerializable(typeof(List<DockerAnswers.ContainerInspect>))]
[JsonSerializable(typeof(List<DockerAnswers.VolumeInspect>))]
[JsonSerializable(typeof(DockerAnswers.VersionAnswer))]
[JsonSerializable(typeof(DockerAnswers.InfoAnswer))]
[JsonSerializable(typeof(DockerAnswers.HistoryEntry))]
[JsonSerializable(typeof(DockerAnswers.ListedImage))]
[JsonSerializable(typeof(DockerAnswers.StoredConfiguration))]
[JsonSerializable(typeof(DockerAnswers.StoredContainer))]
[JsonSerializable(typeof(BuildMetadata))]
internal sealed partial class DockerJson : JsonSerializerContext;
