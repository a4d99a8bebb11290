using System.Text;

namespace Fluency.Ingest.CloudTrail;

/// <summary>The URI of an object as a JSON string, made once for all records of it that a thread looks at in a row.</summary>
static class JsonOfUri
{
    // Replaced as one, and never changed: an entry is right for its text for ever.
    [ThreadStatic]
    static Entry? _last;

    public static ReadOnlySpan<byte> Of(string uri)
    {
        var last = _last;
        if (last is null || !ReferenceEquals(last.Uri, uri))
        {
            _last = last = new Entry(uri, Encode(uri));
        }

        return last.Json;
    }

    static byte[] Encode(string uri)
    {
        var text = Encoding.UTF8.GetBytes(uri);
        var json = new byte[RecordJson.EscapedLength(text) + 2];
        json[0] = json[^1] = (byte)'"';
        RecordJson.Escape(text, json.AsSpan(1));
        return json;
    }

    sealed record Entry(string Uri, byte[] Json);
}
