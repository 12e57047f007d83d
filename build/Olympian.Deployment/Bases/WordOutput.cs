using System.Text;

namespace Olympian.Deployment.Bases;

/// <summary>What a <see cref="ShellWord"/> read: as one text, and as the words that white space parts it into.</summary>
internal sealed class WordOutput
{
    private readonly StringBuilder text = new();
    private readonly StringBuilder word = new();
    private readonly List<string> words = [];

    public string Text => text.ToString();

    /// <summary>A word of nothing, such as a pair of quotes, is none.</summary>
    public IReadOnlyList<string> Words => word.Length == 0 ? words : [.. words, word.ToString()];

    /// <summary>Adds text that white space parts.</summary>
    public void Add(string part)
    {
        text.Append(part);
        foreach (var character in part)
        {
            if (!char.IsWhiteSpace(character))
            {
                word.Append(character);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    /// <summary>Adds text that stays in one word.</summary>
    public void AddWhole(string part)
    {
        text.Append(part);
        word.Append(part);
    }
}
