using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Olympian.Docker.Tests.Sources;

/// <summary>A context and the ignore file in it.</summary>
/// <param name="IgnoreFile">The bytes of <c>.dockerignore</c>.</param>
/// <param name="Files">Paths of files to make; a path that ends in <c>/</c> is an empty directory.</param>
internal sealed record IgnoreCase(byte[] IgnoreFile, IReadOnlyCollection<string> Files)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IgnoreCase Of(string ignoreFile, params string[] files) => new(Encoding.UTF8.GetBytes(ignoreFile), files);

    public void WriteTo(string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllBytes(directory + "/.dockerignore", IgnoreFile);
        foreach (var path in Files)
        {
            var full = $"{directory}/{path}";
            if (path.EndsWith('/'))
            {
                Directory.CreateDirectory(full);
                continue;
            }

            Directory.CreateDirectory(full[..full.LastIndexOf('/')]);
            File.WriteAllText(full, path);
        }
    }

    public override string ToString() =>
        $"{Quote(Encoding.UTF8.GetString(IgnoreFile))} over [{string.Join(' ', Files.Select(Quote))}]";

    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
