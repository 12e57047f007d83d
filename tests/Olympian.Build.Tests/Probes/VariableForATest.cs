namespace Olympian.Build.Tests.Probes;

/// <summary>Sets an environment variable of this process for as long as it lives.</summary>
internal sealed class VariableForATest : IDisposable
{
    private readonly string name;
    private readonly string? before;

    public VariableForATest(string name, string value)
    {
        (this.name, before) = (name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(name, before);
}
