namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Makes of any text one that can be kept and shown: bounded, on one line, and without what steers a terminal.</summary>
static class Sentence
{
    const int MaxLength = 1000;

    public static string Of(string text)
    {
        var length = Math.Min(text.Length, MaxLength);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
        {
            length--;
        }

        return length == text.Length && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? text
            : string.Create(length, text, static (chars, text) =>
            {
                for (var i = 0; i < chars.Length; i++)
                {
                    chars[i] = char.IsControl(text[i]) ? ' ' : text[i];
                }
            });
    }
}
