namespace Olympian.Deployment.Settings;

/// <summary>Where a setting's value came from; the order is the order of precedence.</summary>
public enum SettingOrigin
{
    /// <summary>An option on the command line.</summary>
    Option,

    /// <summary>An environment variable named as the setting's key.</summary>
    Environment,

    /// <summary>The existing <c>.env</c>.</summary>
    EnvFile,

    /// <summary>An answer typed in this run.</summary>
    Prompt,

    /// <summary>Nobody said anything.</summary>
    Default,

    /// <summary>Follows from other settings.</summary>
    Derived,

    /// <summary>Made in this run from the system's random source.</summary>
    Generated,
}
