using System.Collections.Concurrent;

namespace Olympian.Deployment.Registries;

/// <summary>
/// The layers a run has already read from registries and found to be what they are named, so that none is read twice. For one run:
/// what a registry held an hour ago says nothing. Safe for several threads.
/// </summary>
public sealed class CheckedLayers
{
    private readonly ConcurrentDictionary<(string Registry, string Digest), LayerReading> readings = new();

    /// <summary>The reading of a layer; null when it was not read, or not found sound.</summary>
    public LayerReading? Find(RegistryImage image, RegistryDescriptor layer)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layer);

        // Another manifest may announce another size for the same digest, and would be wrong.
        return readings.TryGetValue((image.Registry, layer.Digest), out var reading) && reading.Blob.Is(layer) ? reading : null;
    }

    /// <summary>Remembers a reading, unless the blob was not what it is named: that one is worth another look.</summary>
    public void Add(RegistryImage image, RegistryDescriptor layer, LayerReading reading)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(reading);

        if (reading.Blob.Is(layer))
        {
            readings[(image.Registry, layer.Digest)] = reading;
        }
    }
}
