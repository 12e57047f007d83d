using Olympian.Deployment.Archives;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;
using Olympian.Deployment.Stores;

namespace Olympian.Deployment.Integrity;

/// <summary>Understands why an engine does not do what it was asked for with an image.</summary>
internal static class RefusalText
{
    /// <summary>What the engine's refusal says of the image; null where it says nothing of it: a full disk, for instance.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="expected">What the engine was to do.</param>
    public static LayerFault? FaultOf(DockerCommandFailure refusal, string expected = "an image that the engine can save")
    {
        var diagnosis = LogDiagnosis.Of(refusal.ErrorTail);
        if (diagnosis is not { Class: FaultClass.DamagedLayer, Cause: { } cause })
        {
            return null;
        }

        var (kind, path) = cause.Entry.Id switch
        {
            "layer-integrity" => (FaultKind.Content, cause.Subject is null ? (EntryPath?)null : EntryPath.OfText(cause.Subject)),
            "layer-file-missing" => (FaultKind.Missing, null),
            "layer-tar-split-missing" or "layer-tar-split-text" or "layer-tar-split-compression" or "layer-tar-split-cut" => (FaultKind.ArchiveRecord, null),
            "layer-mount" or "layer-link" => (FaultKind.Link, null),
            "image-config-damaged" => (FaultKind.Configuration, null),
            "layer-verification" or "layer-export-missing" or "layer-does-not-exist" or "image-unrecognised" => (FaultKind.Database, null),
            _ => (FaultKind.Archive, (EntryPath?)null),
        };
        return new(kind, path, expected, cause.Text);
    }
}
