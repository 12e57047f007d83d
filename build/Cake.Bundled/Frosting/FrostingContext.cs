using Cake.Core;

namespace Cake.Frosting;

/// <summary>The context of a build that needs no more than Cake's own services; the base of those that do.</summary>
public class FrostingContext(ICakeContext context) : CakeContextAdapter(context), IFrostingContext;
