namespace Cake.Frosting;

/// <summary>A build that is put together wrongly: an unknown dependency, a working directory that is not there.</summary>
public sealed class FrostingException : Exception
{
    /// <summary>A failure without an underlying cause.</summary>
    public FrostingException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that another one caused.</summary>
    public FrostingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
