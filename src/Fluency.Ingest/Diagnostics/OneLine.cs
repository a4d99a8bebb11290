namespace Fluency.Ingest.Diagnostics;

/// <summary>Makes of another's text one that can be shown: on one line, and without what steers a terminal.</summary>
static class OneLine
{
    public static string Of(string text) =>
        text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? string.Create(text.Length, text, static (chars, text) =>
            {
                for (var i = 0; i < chars.Length; i++)
                {
                    chars[i] = char.IsControl(text[i]) ? ' ' : text[i];
                }
            })
            : text;
}
