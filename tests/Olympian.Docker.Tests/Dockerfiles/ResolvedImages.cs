using Olympian.Deployment.Bases;

namespace Olympian.Docker.Tests.Dockerfiles;

/// <summary>The images BuildKit asked for.</summary>
/// <param name="Described">Those whose configuration it loaded.</param>
/// <param name="Used">Those whose files its steps are made from.</param>
/// <param name="Refusal">What it printed when it did not get as far as it should; empty when it did.</param>
internal sealed record ResolvedImages(IReadOnlySet<ImageReference> Described, IReadOnlySet<ImageReference> Used, string Refusal);
