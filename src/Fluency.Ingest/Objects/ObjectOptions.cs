using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest.Objects;

/// <summary>How the bytes of an object are read, and how many at most.</summary>
public sealed class ObjectOptions
{
    /// <summary>How long one read of the body may give nothing before the connection counts as cut.</summary>
    /// <value>Default 30 seconds. Only the wait for bytes counts, never the time for which the pipe is busy with others.</value>
    /// <remarks>
    /// The AWS SDK's time limits end with the response's headers, so that without this one a body that stands still would hang for ever. A longer time holds
    /// the object's place in the order, its memory and its lease for longer when a connection dies without a word.
    /// </remarks>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The validator is generated at compile time and needs no type converter.")]
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often in a row a body that was cut is opened again at the byte it had reached.</summary>
    /// <value>Default 3; 0 never resumes. Each further MiB that arrives makes the count start anew, so that a large object on a bad line comes through.</value>
    /// <remarks>
    /// Only an object whose length and ETag are known is resumed, since nothing else proves that it is still the same. More resumes cost requests and time before the
    /// failure is told; the delivery is then returned, and read from the start when it comes again.
    /// </remarks>
    [Range(0, 100)]
    public int MaxResumes { get; set; } = 3;

    /// <summary>The most bytes that an object may have, stored or decompressed. More is a failure of the cause <see cref="FailureCause.TooLarge"/>.</summary>
    /// <value>Default 8 GiB, in bytes. CloudTrail's own files stay below 50 MB.</value>
    /// <remarks>It bounds time, not memory: a small object can be made that decompresses to a thousand times its size. Raising it lets one object busy a worker for longer.</remarks>
    [AtLeast(1)]
    public long MaxDecompressedBytes { get; set; } = 8L * 1024 * 1024 * 1024;
}
