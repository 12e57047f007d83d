namespace Olympian.Deployment.Registries;

/// <summary>Unpacks layers. A port because zstd is no part of the framework.</summary>
public interface ILayerDecompressor
{
    /// <summary>
    /// The unpacked form of a stream, all members or frames of it, in constant memory. Reading it throws
    /// <see cref="InvalidDataException"/> when the packed form is damaged; what the packed stream itself throws comes through as it is.
    /// One that ends too early may just end, so whoever reads it compares digests. Disposing of it leaves the packed stream open.
    /// </summary>
    /// <param name="compression">How it is packed; not <see cref="LayerCompression.None"/>.</param>
    /// <param name="packed">The packed form.</param>
    Stream Open(LayerCompression compression, Stream packed);
}
