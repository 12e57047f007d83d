namespace Cake.Docker;

/// <summary>How a command is run that has no alias; it carries no options of its own.</summary>
public sealed class DockerCustomCommandSettings : AutoToolSettings;
