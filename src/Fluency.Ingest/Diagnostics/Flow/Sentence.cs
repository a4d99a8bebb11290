namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Makes of any text one that can be kept and shown: on one line, and bounded.</summary>
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

        return OneLine.Of(text[..length]);
    }
}
