using System.Net;
using Fluency.Ingest;

namespace CustomProcessor;

/// <summary>Drops what only reads and comes from the office, and marks the rest that comes from there.</summary>
public sealed class OfficeNetwork : IProcessor
{
    // Compiled once: a processor has no time for more, it is called for every record, by many threads.
    static readonly RecordPath Source = RecordPath.Parse("sourceIPAddress");
    static readonly RecordPath ReadOnly = RecordPath.Parse("readOnly");

    // 198.51.100.0/24 is one of the networks for documentation (RFC 5737).
    static readonly IPNetwork Office = IPNetwork.Parse("198.51.100.0/24");

    public ProcessorResult Process(Record record)
    {
        if (!IsFromOffice(record))
        {
            return ProcessorResult.Pass;
        }

        if (record.TryGet(ReadOnly, out var value) && value.Json.SequenceEqual("true"u8))
        {
            return ProcessorResult.Drop;
        }

        record.Set("@fromOffice"u8, true);
        return ProcessorResult.Pass;
    }

    // An IP address is at most 45 characters long; AWS also puts names of services there.
    static bool IsFromOffice(Record record) =>
        record.TryGet(Source, out var source)
        && source.TryGetText(stackalloc byte[64], out var text)
        && IPAddress.TryParse(text, out var address)
        && Office.Contains(address);
}
