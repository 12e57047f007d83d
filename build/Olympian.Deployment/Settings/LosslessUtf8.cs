using System.Buffers;
using System.Text;

namespace Olympian.Deployment.Settings;

/// <summary>UTF-8 that survives a round trip even where it is not UTF-8.</summary>
/// <remarks>
/// A byte that belongs to no character becomes the lone surrogate U+DC80 plus its low seven bits, which no valid text contains,
/// and goes back to the same byte (the scheme of Python's PEP 383).
/// </remarks>
internal static class LosslessUtf8
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> units = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else
            {
                foreach (var stray in bytes[..length])
                {
                    text.Append((char)(0xDC00 + stray));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    public static byte[] Encode(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 16);
        for (var index = 0; index < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
                index += rune.Utf16SequenceLength;
            }
            else
            {
                bytes.GetSpan(1)[0] = (byte)(text[index] - 0xDC00);
                bytes.Advance(1);
                index++;
            }
        }

        return bytes.WrittenSpan.ToArray();
    }
}
