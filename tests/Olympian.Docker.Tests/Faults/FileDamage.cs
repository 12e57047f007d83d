using System.Globalization;
using System.Text;
using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.Faults;

/// <summary>What can happen to one file or directory. Each says, in a few words, what was there before and what is there after.</summary>
internal static class FileDamage
{
    /// <summary>One bit in the middle; size and times stay, as when a disk forgets.</summary>
    public static Task<(string Before, string After)> FlipByteAsync(string path) => KeepingTimesAsync(path, () =>
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        var middle = file.Length / 2;
        file.Position = middle;
        var before = file.ReadByte();
        file.Position = middle;
        file.WriteByte((byte)(before ^ 1));
        return ($"byte {middle} is 0x{before:x2}", $"byte {middle} is 0x{before ^ 1:x2}");
    });

    /// <summary>One bit of a file packed by gzip is another, and so is what it says; the times stay.</summary>
    public static Task<(string Before, string After)> FlipPackedByteAsync(string path) => KeepingTimesAsync(path, () =>
    {
        var whole = File.ReadAllBytes(path);
        for (var at = whole.Length / 2; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 1;
            if (!GzipFile.SaysTheSame(whole, damaged))
            {
                using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
                file.Position = at;
                file.WriteByte(damaged[at]);
                return ($"byte {at} is 0x{whole[at]:x2}", $"byte {at} is 0x{damaged[at]:x2}");
            }
        }

        throw new InvalidOperationException($"No byte of the second half of {path} means anything.");
    });

    /// <summary>The end is missing; the times stay.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">What is left, as a part of the whole: 0 leaves an empty file.</param>
    public static Task<(string Before, string After)> TruncateAsync(string path, double length) => KeepingTimesAsync(path, () =>
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        var before = file.Length;
        file.SetLength((long)(before * length));
        return ($"{before} bytes", $"{file.Length} bytes");
    });

    /// <summary>Other text in a file that the engine keeps.</summary>
    public static (string Before, string After) Rewrite(string path, Func<string, string> change)
    {
        var before = File.ReadAllText(path);
        File.WriteAllText(path, change(before));
        return (before, File.ReadAllText(path));
    }

    /// <summary>A file, or a directory with all that is in it.</summary>
    public static async Task<(string Before, string After)> DeleteAsync(string path)
    {
        var before = await DescribeAsync(path);
        await Tool.RunAsync("rm", ["-rf", "--one-file-system", "--", path]);
        return (before, "not there");
    }

    /// <summary>A file that was not there.</summary>
    public static (string Before, string After) Add(string path)
    {
        File.WriteAllText(path, "nobody put me here\n");
        return ("not there", "a file of 19 bytes");
    }

    /// <summary>Under another name; the content is there.</summary>
    public static (string Before, string After) Rename(string path)
    {
        File.Move(path, path + ".renamed");
        return (Path.GetFileName(path), Path.GetFileName(path) + ".renamed");
    }

    /// <summary>Other permissions, or another owner or time: whatever the program changes of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="program">chmod, chown or touch.</param>
    /// <param name="options">What stands before the path.</param>
    public static async Task<(string Before, string After)> ChangeAsync(string path, string program, params string[] options)
    {
        var before = await DescribeAsync(path);
        await Tool.RunAsync(program, [.. options, "--", path]);
        return (before, await DescribeAsync(path));
    }

    /// <summary>An extended attribute has another value.</summary>
    public static async Task<(string Before, string After)> SetAttributeAsync(string path, string name, byte[] value)
    {
        var before = await DescribeAsync(path);
        Kernel.SetAttribute(path, name, value);
        return (before, $"{name} is 0x{Convert.ToHexStringLower(value)}");
    }

    /// <summary>A symbolic link in its place, or another target of the one there.</summary>
    public static async Task<(string Before, string After)> LinkToAsync(string path, string target)
    {
        var before = await DescribeAsync(path);
        File.Delete(path);
        File.CreateSymbolicLink(path, target);
        return (before, await DescribeAsync(path));
    }

    /// <summary>A file of its own with the same bytes, mode, owner and times, which its other names do not share any more.</summary>
    public static async Task<(string Before, string After)> UnshareAsync(string path)
    {
        var before = await DescribeAsync(path);
        await Tool.RunAsync("cp", ["--archive", "--", path, path + ".new"]);
        File.Move(path + ".new", path, overwrite: true);
        return (before, await DescribeAsync(path));
    }

    /// <summary>Bytes that mean nothing, as many as there were, from the start on.</summary>
    public static (string Before, string After) Garble(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Write);
        var garbage = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("garbage ", (int)Math.Min(file.Length / 8, 4096))));
        file.Write(garbage);
        return ($"{file.Length} bytes", $"the first {garbage.Length} of them are garbage");
    }

    // Kind, mode, owner, names and time: what changes when the content does not.
    private static async Task<string> DescribeAsync(string path)
    {
        const string arrow = " -> ";
        var said = (await Tool.RunAsync("stat", ["--format", "%F|%a|%u:%g|%h|%Y|%N", "--", path])).TrimEnd('\n').Split('|');
        var (kind, mode, owner, names, seconds, name) = (said[0], said[1], said[2], said[3], said[4], said[5]);

        var target = name.Contains(arrow, StringComparison.Ordinal) ? $" to {name.Split(arrow)[1]}" : "";
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));
        var count = names == "1" ? "1 name" : $"{names} names";
        return string.Create(CultureInfo.InvariantCulture, $"{kind}{target}, {mode}, {owner}, {count}, {time:yyyy-MM-dd HH:mm:ss}");
    }

    private static async Task<(string Before, string After)> KeepingTimesAsync(string path, Func<(string, string)> change)
    {
        var reference = Path.GetTempFileName();
        try
        {
            await Tool.RunAsync("touch", ["--reference", path, "--", reference]);
            var said = change();
            await Tool.RunAsync("touch", ["--reference", reference, "--", path]);
            return said;
        }
        finally
        {
            File.Delete(reference);
        }
    }
}
