using System.Text.Json.Serialization;

namespace Olympian.Build.Adapters.Docker;

/// <summary>Reads <see cref="DockerAnswers"/>. Generated code: reflection would cost start-up time.</summary>
[JsonSerializable(typeof(List<DockerAnswers.ImageInspect>))]
[JsonSerializable(typeof(List<DockerAnswers.ContainerInspect>))]
[JsonSerializable(typeof(List<DockerAnswers.VolumeInspect>))]
[JsonSerializable(typeof(DockerAnswers.VersionAnswer))]
[JsonSerializable(typeof(DockerAnswers.InfoAnswer))]
[JsonSerializable(typeof(DockerAnswers.HistoryEntry))]
internal sealed partial class DockerJson : JsonSerializerContext;
