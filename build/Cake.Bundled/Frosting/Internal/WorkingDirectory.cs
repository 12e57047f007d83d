using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>The working directory that the build asks for; <c>--working</c> goes before it.</summary>
internal sealed record WorkingDirectory(DirectoryPath Path);
