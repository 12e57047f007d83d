namespace Olympian.Deployment.Stores;

/// <summary>A database file does not hold together.</summary>
/// <param name="message">What is wrong with it.</param>
public sealed class DamagedDatabase(string message) : Exception(message);
