using System.Globalization;
using System.Text;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Finds a word of ASCII characters in a text that writes some of them as escapes: of JSON (<c>\/</c>, <c>\u002b</c>, also JSON within JSON) or of addresses (<c>%2B</c>).</summary>
static class EscapedText
{
    /// <summary>Replaces the word, however it is written. Upper and lower case are the same.</summary>
    public static string Replace(string text, string word, string replacement)
    {
        // As it is first, and nearly always: of a word that looks like an escape itself, the other reading would find nothing.
        text = text.Replace(word, replacement, StringComparison.OrdinalIgnoreCase);
        return text.AsSpan().ContainsAny('\\', '%') ? ReplaceEscaped(text, word, replacement) : text;
    }

    static string ReplaceEscaped(string text, string word, string replacement)
    {
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (LengthAt(text.AsSpan(at), word) is { } length)
            {
                result.Append(replacement);
                at += length;
                continue;
            }

            result.Append(text[at++]);
        }

        return result.ToString();
    }

    // How many characters of the text are the word.
    static int? LengthAt(ReadOnlySpan<char> text, string word)
    {
        var at = 0;
        for (var i = 0; i < word.Length; i++)
        {
            // Each level of JSON doubles backslashes: some in a row are as good as one, in the word too.
            if (i > 0 && word[i] == '\\' && word[i - 1] == '\\')
            {
                continue;
            }

            if (LengthAt(text[at..], word[i]) is not { } length)
            {
                return null;
            }

            at += length;
        }

        return at;
    }

    static int? LengthAt(ReadOnlySpan<char> text, char character)
    {
        var slashes = text.IndexOfAnyExcept('\\') is var other and >= 0 ? other : text.Length;
        var rest = text[slashes..];
        if (slashes > 0 && rest is ['u' or 'U', ..] && IsHex(rest[1..], digits: 4, character))
        {
            return slashes + 5;
        }

        if (rest is ['%', ..] && IsHex(rest[1..], digits: 2, character))
        {
            return slashes + 3;
        }

        if (character == '\\')
        {
            return slashes > 0 ? slashes : null;
        }

        return rest is [var literal, ..] && AreSame(literal, character) ? slashes + 1 : null;
    }

    static bool IsHex(ReadOnlySpan<char> text, int digits, char character) =>
        text.Length >= digits && int.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && AreSame((char)code, character);

    static bool AreSame(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
