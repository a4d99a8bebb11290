using System.Text;
using Fluency.Ingest.Records;

namespace Fluency.Ingest.Tests.Records;

/// <summary>Splits texts into records by the scanner alone: in one span or in steps, and without the reader's small buffer.</summary>
static class RecordScanning
{
    // What lies behind the bytes that may be looked at: it would continue numbers, escapes and strings.
    const byte Beyond = (byte)'0';

    /// <summary>The records of a text that is UTF-8, or null if it is refused.</summary>
    public static List<string>? RecordsOf(ReadOnlySpan<byte> text, int step = int.MaxValue, RecordOptions? options = null) =>
        Split(text, step, options, out var records) is null ? records : null;

    /// <summary>The records up to the end or the failure.</summary>
    public static ScanFailure? Split(ReadOnlySpan<byte> text, int step, RecordOptions? options, out List<string> records)
    {
        records = [];
        var scanner = new RecordScanner(options ?? new());
        var memory = new byte[text.Length + 128];
        memory.AsSpan().Fill(Beyond);
        var position = 0;
        for (var filled = 0; filled < text.Length;)
        {
            var more = Math.Min(step, text.Length - filled);
            text.Slice(filled, more).CopyTo(memory.AsSpan(filled));
            filled += more;
            var result = Scan(scanner, memory.AsSpan(0, filled), ref position, records);
            if (result == ScanResult.Failed)
            {
                return scanner.Failure;
            }
        }

        return scanner.End();
    }

    static ScanResult Scan(RecordScanner scanner, ReadOnlySpan<byte> data, ref int position, List<string> records)
    {
        ScanResult result;
        while ((result = scanner.Scan(data, ref position)) == ScanResult.Record)
        {
            records.Add(Encoding.UTF8.GetString(data[(int)scanner.RecordStart..position]));
        }

        return result;
    }
}
