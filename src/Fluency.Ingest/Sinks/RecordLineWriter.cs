using System.Buffers;

namespace Fluency.Ingest.Sinks;

/// <summary>Renders records as lines, one record a line, into one buffer that is used again for every batch.</summary>
sealed class RecordLineWriter : PooledBuffer
{
    static readonly SearchValues<byte> WhiteSpaceOrQuote = SearchValues.Create(" \t\r\n\""u8);
    static readonly SearchValues<byte> EndsRunInString = SearchValues.Create("\"\\\r\n"u8);

    /// <summary>The lines since the last <see cref="PooledBuffer.Clear"/>, each with its line end. Good until the next call.</summary>
    public ReadOnlyMemory<byte> Lines => Written;

    /// <summary>Every record of a batch as a line: from where they stand if they all stand there as lines, else behind what was written before.</summary>
    /// <returns>The lines. Good until the next call, and as long as the batch is lent.</returns>
    public ReadOnlyMemory<byte> LinesOf(RecordBatch batch)
    {
        if (Length == 0 && batch.Count > 0 && batch.LinesAt(0, out var next) is var lines && next == batch.Count && !lines.IsEmpty)
        {
            return lines;
        }

        WriteAll(batch);
        return Lines;
    }

    /// <summary>Writes every record of a batch as a line.</summary>
    public void WriteAll(RecordBatch batch)
    {
        for (var position = 0; position < batch.Count;)
        {
            var lines = batch.LinesAt(position, out var next);
            if (lines.IsEmpty)
            {
                Write(batch[position]);
            }
            else
            {
                this.Write(lines.Span);
            }

            position = next;
        }
    }

    /// <summary>Writes one record as a line: byte for byte, unless it contains line ends; then without the white space between its tokens.</summary>
    public void Write(Record record)
    {
        if (record.Line is { IsEmpty: false } line)
        {
            this.Write(line);
            return;
        }

        var start = Length;
        record.WriteTo(this);
        if (Written.Span[start..].ContainsAny((byte)'\n', (byte)'\r'))
        {
            Compact(start);
        }

        WriteLineEnd();
    }

    public void WriteLineEnd() => this.Write("\n"u8);

    void Compact(int start)
    {
        var length = Length - start;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        Written.Span[start..].CopyTo(copy);
        CutTo(start);
        WriteCompacted(copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
    }

    void WriteCompacted(ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            var run = LengthBefore(json, WhiteSpaceOrQuote);
            this.Write(json[..run]);
            json = json[run..];
            if (json.IsEmpty)
            {
                return;
            }

            json = json[0] == (byte)'"' ? WriteString(json) : json[1..];
        }
    }

    /// <summary>Writes the string that <paramref name="json"/> begins with and returns what follows it.</summary>
    ReadOnlySpan<byte> WriteString(ReadOnlySpan<byte> json)
    {
        var at = 1;
        while (true)
        {
            at += LengthBefore(json[at..], EndsRunInString);
            if (at == json.Length)
            {
                this.Write(json);
                return [];
            }

            switch (json[at])
            {
                case (byte)'"':
                    this.Write(json[..(at + 1)]);
                    return json[(at + 1)..];
                case (byte)'\\':
                    at += at + 1 < json.Length && json[at + 1] is (byte)'"' or (byte)'\\' ? 2 : 1;
                    break;
                default:
                    // Not JSON: a line end in a string must be escaped. It is written so, since a raw one would make two broken lines of one record.
                    this.Write(json[..at]);
                    this.Write(json[at] == (byte)'\n' ? "\\n"u8 : "\\r"u8);
                    json = json[(at + 1)..];
                    at = 0;
                    break;
            }
        }
    }

    static int LengthBefore(ReadOnlySpan<byte> bytes, SearchValues<byte> any)
    {
        var index = bytes.IndexOfAny(any);
        return index < 0 ? bytes.Length : index;
    }
}
