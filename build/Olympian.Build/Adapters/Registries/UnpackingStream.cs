namespace Olympian.Build.Adapters.Registries;

/// <summary>Reads what a library unpacks, with one exception for every library's way of saying that it is damaged.</summary>
/// <param name="unpacked">The library's stream; this one disposes of it.</param>
/// <param name="damageIn">What an exception says of damage; null when it is about something else.</param>
internal sealed class UnpackingStream(Stream unpacked, Func<Exception, string?> damageIn) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await unpacked.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception failure) when (damageIn(failure) is { } damage)
        {
            throw new InvalidDataException(damage, failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }
}
