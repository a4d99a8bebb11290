namespace Fluency.Ingest.Tests.Records;

/// <summary>All texts of a few bytes of the grammar of JSON.</summary>
static class ShortTexts
{
    const string Alphabet = "{}[],:\"\\1t ";

    public static IEnumerable<string> UpTo(int length) => Enumerable.Range(1, length).SelectMany(Of);

    public static IEnumerable<string> Of(int length) =>
        length == 0 ? [""] : from text in Of(length - 1) from c in Alphabet select text + c;
}
