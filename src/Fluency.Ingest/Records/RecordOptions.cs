using System.ComponentModel.DataAnnotations;

namespace Fluency.Ingest.Records;

/// <summary>What one record may be at most.</summary>
public sealed class RecordOptions
{
    /// <summary>The most bytes that one record may have, as it is written. A longer one is a failure of the cause <see cref="FailureCause.TooLarge"/> of its object.</summary>
    /// <value>Default 8 MiB, in bytes. CloudTrail's own records stay below 256 KiB.</value>
    /// <remarks>A record is held in memory whole, so that each object that is read at the same time may take up to twice as much as this.</remarks>
    [Range(1, 512 * 1024 * 1024)]
    public int MaxRecordBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How deep arrays and objects may be nested in a record, itself included. Deeper is a failure of the cause <see cref="FailureCause.TooDeep"/>.</summary>
    /// <value>Default 128. CloudTrail's own records stay below 20.</value>
    /// <remarks>Costs one bit a level here; but what reads the records afterwards (System.Text.Json refuses more than 64 by default) may cope with less than you allow.</remarks>
    [Range(1, 10_000)]
    public int MaxDepth { get; set; } = 128;

    /// <summary>How much of the JSON of records is checked.</summary>
    /// <value>Default <see cref="RecordValidation.Full"/>.</value>
    /// <remarks><see cref="RecordValidation.Structure"/> is for whoever trusts the writer of the objects and checks what comes out, or does not mind. Full validation is what makes decoding take about
    /// twice the time of inflating alone.</remarks>
    public RecordValidation Validation { get; set; } = RecordValidation.Full;
}
