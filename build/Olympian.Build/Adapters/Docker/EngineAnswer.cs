using System.Net;
using System.Text.Json;

namespace Olympian.Build.Adapters.Docker;

/// <summary>What the engine's API answered.</summary>
/// <param name="Status">The status of the answer.</param>
/// <param name="Body">JSON.</param>
internal readonly record struct EngineAnswer(HttpStatusCode Status, string Body)
{
    public bool IsGood => Status == HttpStatusCode.OK;

    /// <summary>Nothing is called so, or nothing can be.</summary>
    public bool IsNobody => Status == HttpStatusCode.NotFound || (Status == HttpStatusCode.BadRequest && !IsOfAnotherVersion);

    /// <summary>The engine does not speak the version it was asked in: it is another than the one that named it.</summary>
    public bool IsOfAnotherVersion => Status == HttpStatusCode.BadRequest && Body.Contains("client version", StringComparison.Ordinal);

    /// <summary>Why it refused, as the docker command would word it.</summary>
    public string Refusal => $"Error response from daemon: {Message()}";

    private string Message()
    {
        try
        {
            return JsonSerializer.Deserialize(Body, DockerJson.Default.RefusalAnswer)?.Message ?? Body;
        }
        catch (JsonException)
        {
            // A proxy on the way answers in words of its own.
            return Body;
        }
    }
}
