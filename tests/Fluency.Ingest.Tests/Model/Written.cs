using System.Text.Json;
using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.Model;

/// <summary>A record as a sink is given it.</summary>
/// <param name="Content">The content it stands in; of an entry that is no record, what failed.</param>
/// <param name="Index">Its position.</param>
/// <param name="Entry">In the quarantine: what the entry keeps.</param>
/// <param name="Delivery">In the quarantine: the delivery of an entry that is no record.</param>
readonly record struct Written(string Content, uint Index, string? Entry, string? Delivery)
{
    public static Written Of(Record record) => new($"{record.Object.Uri}#{record.Object.ETag}", record.Index, null, null);

    public static Written OfEntry(Record record)
    {
        using var json = JsonDocument.Parse(CollectingSink.TextOf(record));
        var kind = json.RootElement.GetProperty("@quarantine").GetString();
        return kind == "record"
            ? Of(record) with { Entry = kind }
            : new Written(record.Object.Uri, 0, kind, json.RootElement.GetProperty("@delivery").GetString());
    }
}
