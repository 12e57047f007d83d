using System.Text.Json.Serialization;

namespace Olympian.Build.Adapters.Docker;

/// <summary>Reads <see cref="DockerAnswers"/> and <see cref="BuildMetadata"/>. Generated code: reflection would cost start-up time.</summary>
[JsonSerializable(typeof(DockerAnswers.ImageInspect))]
[JsonSerializable(typeof(DockerAnswers.ContainerInspect))]
[JsonSerializable(typeof(DockerAnswers.VolumesAnswer))]
[JsonSerializable(typeof(List<DockerAnswers.Listed>))]
[JsonSerializable(typeof(DockerAnswers.RefusalAnswer))]
[JsonSerializable(typeof(DockerAnswers.VersionAnswer))]
[JsonSerializable(typeof(DockerAnswers.InfoAnswer))]
[JsonSerializable(typeof(List<DockerAnswers.HistoryEntry>))]
[JsonSerializable(typeof(DockerAnswers.ListedImage))]
[JsonSerializable(typeof(DockerAnswers.StoredConfiguration))]
[JsonSerializable(typeof(DockerAnswers.StoredContainer))]
[JsonSerializable(typeof(BuildMetadata))]
internal sealed partial class DockerJson : JsonSerializerContext;
