using Cake.Core;

namespace Cake.Frosting;

/// <summary>The context that every task, setup and teardown of one run is given.</summary>
public interface IFrostingContext : ICakeContext;
