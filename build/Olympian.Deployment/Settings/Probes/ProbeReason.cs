namespace Olympian.Deployment.Settings.Probes;

/// <summary>Why a service counts as reachable or not.</summary>
public enum ProbeReason
{
    /// <summary>The service answered as itself.</summary>
    Answered,

    /// <summary>The host name has no address.</summary>
    NameNotResolved,

    /// <summary>The machine is there, nobody listens on the port.</summary>
    Refused,

    /// <summary>No route to the machine or network.</summary>
    Unreachable,

    /// <summary>No answer within the limit.</summary>
    TimedOut,

    /// <summary>TLS was asked for and did not come about, or the certificate does not hold.</summary>
    Tls,

    /// <summary>Something answered that is not the service.</summary>
    NotTheService,

    /// <summary>The service refused the user or the password, or could not prove that it knows the password.</summary>
    Authentication,

    /// <summary>A MongoDB answered that belongs to another replica set, or to none.</summary>
    ReplicaSet,
}
