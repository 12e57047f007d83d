namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>A deployed application that keeps what people store on a volume, at /data.</summary>
public abstract class StoringApplication : DeployedApplication
{
    /// <summary>What its build does besides making the volume's place.</summary>
    private protected virtual string BuildsAlso => "";

    private protected override Task PrepareAsync()
    {
        Application.WriteCompose("    volumes: [\"data:/data\"]\nvolumes:\n  data:\n");
        Application.WriteDockerfile($"RUN mkdir -p /data{BuildsAlso}");
        return Task.CompletedTask;
    }

    private protected Task<string> InContainerAsync(string script) =>
        Stack.AskAsync("container", "exec", "--user", "0:0", $"{Stack.Name}-web", "sh", "-c", script);
}
