using System.IO.Compression;
using System.Text.Json;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What the framework offers for the same validation: <see cref="Utf8JsonReader"/> over every token, streaming.</summary>
sealed class TokensRow : IRow
{
    // Deeper than the records' arrays: an element of the root's array of records.
    const int RecordDepth = 2;

    byte[] _buffer = new byte[128 * 1024];

    public string Name => "utf8jsonreader";

    public string What => "`GZipStream` + `Utf8JsonReader`, all tokens";

    public Task<Tally> RunAsync(DataSet data)
    {
        var tally = default(Tally);
        foreach (var stored in data.Objects)
        {
            using var gzip = new GZipStream(stored.Open(), CompressionMode.Decompress);
            tally += Read(gzip);
        }

        return Task.FromResult(tally);
    }

    public Tally Expected(DataSet data) => new(data.Records, data.Bytes);

    Tally Read(GZipStream gzip)
    {
        var state = new JsonReaderState();
        var (records, total, filled) = (0L, 0L, 0);
        while (true)
        {
            var read = gzip.Read(_buffer, filled, _buffer.Length - filled);
            filled += read;
            total += read;
            var reader = new Utf8JsonReader(_buffer.AsSpan(0, filled), isFinalBlock: read == 0, state);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == RecordDepth)
                {
                    records++;
                }
            }

            if (read == 0)
            {
                return new Tally(records, total);
            }

            state = reader.CurrentState;
            var consumed = (int)reader.BytesConsumed;
            filled -= consumed;
            _buffer.AsSpan(consumed, filled).CopyTo(_buffer);
            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }
    }
}
