using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Olympian.Deployment.Settings.Probes;

namespace Olympian.Build.Adapters.Probes;

/// <summary>One question to one service: bounded in time, timed, and every way it can go wrong given its name.</summary>
internal static class ProbeRun
{
    /// <param name="service">For people.</param>
    /// <param name="address">Where, without secrets.</param>
    /// <param name="limit">How long the service may take in all.</param>
    /// <param name="ask">Returns the detail of a good answer.</param>
    /// <param name="cancellationToken">Stops the run; the only thing that leaves as an exception.</param>
    public static async Task<ProbeResult> AskAsync(
        string service, string address, TimeSpan limit, Func<CancellationToken, Task<string>> ask, CancellationToken cancellationToken)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(limit);
        var watch = Stopwatch.StartNew();
        try
        {
            var detail = await ask(timer.Token);
            return new(service, address, ProbeReason.Answered, watch.Elapsed, detail);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever the torn connection called it.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (Explain(exception, timer.IsCancellationRequested, limit) is { } explained)
        {
            return new(service, address, explained.Reason, watch.Elapsed, explained.Detail);
        }
    }

    private static (ProbeReason Reason, string Detail)? Explain(Exception exception, bool isOverLimit, TimeSpan limit) => exception switch
    {
        ProbeFailedException failed => (failed.Reason, failed.Message),
        _ when isOverLimit => (ProbeReason.TimedOut, $"no answer within {limit.TotalSeconds:0.###} s"),
        SocketException socket => Explain(socket),
        AuthenticationException tls => (ProbeReason.Tls, $"TLS did not come about: {InOneLine(tls)}"),
        InvalidDataException garbage => (ProbeReason.NotTheService, garbage.Message),
        EndOfStreamException => (ProbeReason.NotTheService, "the connection was closed without an answer"),

        // Both wrap what really happened.
        HttpRequestException or IOException when exception.InnerException is { } inner => Explain(inner, isOverLimit, limit),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } =>
            (ProbeReason.NotTheService, "what answered does not speak HTTP"),
        HttpRequestException or IOException => (ProbeReason.NotTheService, "the connection was closed without an answer"),
        _ => null,
    };

    private static (ProbeReason Reason, string Detail) Explain(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => (ProbeReason.NameNotResolved, "the host name has no address"),
        SocketError.TryAgain => (ProbeReason.NameNotResolved, "the name server does not answer"),
        SocketError.ConnectionRefused => (ProbeReason.Refused, "the machine is there, but nothing listens on the port"),
        SocketError.TimedOut => (ProbeReason.TimedOut, "the connection timed out"),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown =>
            (ProbeReason.NotTheService, "the connection was reset without an answer"),
        var code => (ProbeReason.Unreachable, $"the machine cannot be reached ({code})"),
    };

    private static string InOneLine(Exception exception) =>
        string.Join(" ", (exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
