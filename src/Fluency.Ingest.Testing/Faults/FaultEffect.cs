using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing;

/// <summary>What goes wrong when a <see cref="Fault"/> strikes.</summary>
public sealed class FaultEffect
{
    FaultEffect(FaultKind kind, FaultPoint point)
    {
        Kind = kind;
        Point = point;
    }

    internal FaultKind Kind { get; }

    internal FaultPoint Point { get; }

    internal int Status { get; private init; }

    internal string Code { get; private init; } = "";

    internal string Message { get; private init; } = "";

    internal TimeSpan Duration { get; private init; }

    internal long Bytes { get; private init; }

    internal bool IsSenderFault { get; private init; }

    internal Func<int, bool> Entries { get; private init; } = static _ => true;

    /// <summary>The connection is closed before any byte of an answer; the action is not carried out.</summary>
    public static FaultEffect CloseConnection { get; } = new(FaultKind.CloseConnection, FaultPoint.Arrival);

    /// <summary>The action is carried out, then the connection is closed before any byte of the answer: the client cannot know.</summary>
    public static FaultEffect LoseAnswer { get; } = new(FaultKind.LoseAnswer, FaultPoint.Answer);

    /// <summary>The request waits until <see cref="Fault.Release"/> is called or the client leaves, then goes on.</summary>
    public static FaultEffect Hold { get; } = new(FaultKind.Hold, FaultPoint.Arrival);

    /// <summary>The checksum header of an object (a CRC-32 one is added if there is none) is wrong; its bytes are right.</summary>
    public static FaultEffect WrongChecksum { get; } = new(FaultKind.WrongChecksum, FaultPoint.Body);

    /// <summary><c>MD5OfBody</c> of the first message received is wrong; its body is right.</summary>
    public static FaultEffect WrongMd5OfBody { get; } = new(FaultKind.WrongMd5OfBody, FaultPoint.Receive);

    /// <summary>
    /// Each message of the receive stays in the queue as a second copy with the same message id, to be received and deleted separately.
    /// The at-least-once delivery of a standard queue.
    /// </summary>
    public static FaultEffect DuplicateMessage { get; } = new(FaultKind.DuplicateMessage, FaultPoint.Receive);

    /// <summary>If the client leaves its long poll, the poll lives on and swallows the next messages: they stay in flight until their visibility timeout ends.</summary>
    public static FaultEffect LostPoll { get; } = new(FaultKind.LostPoll, FaultPoint.Poll);

    /// <summary>The bucket does not tell its queues of the change.</summary>
    public static FaultEffect DropEvent { get; } = new(FaultKind.DropEvent, FaultPoint.Event);

    /// <summary>The bucket tells its queues of the change twice, in two messages.</summary>
    public static FaultEffect DuplicateEvent { get; } = new(FaultKind.DuplicateEvent, FaultPoint.Event);

    /// <summary>The answer is an error in the form of the service; the action is not carried out.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="code">The error code, such as <c>SlowDown</c> (S3), <c>RequestThrottled</c> or <c>OverLimit</c> (SQS).</param>
    /// <param name="message">The message, or <see langword="null"/> for one that says that a fault was asked for.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect Answer(int status, string code, string? message = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        return new(FaultKind.Answer, FaultPoint.Arrival) { Status = Checked(status), Code = code, Message = message ?? $"A fault was asked for: {code}." };
    }

    /// <summary>The answer is a status without a body, as from a load balancer in front of the service.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect BareAnswer(int status) => new(FaultKind.BareAnswer, FaultPoint.Arrival) { Status = Checked(status) };

    /// <summary>The request waits for a time on the clock, then goes on.</summary>
    /// <param name="duration">How long.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect Delay(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return new(FaultKind.Delay, FaultPoint.Arrival) { Duration = duration };
    }

    /// <summary>The connection is closed within the body. The whole length stands in the headers.</summary>
    /// <param name="afterBytes">How many bytes of the body are sent.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect CutBody(long afterBytes) => Body(FaultKind.CutBody, afterBytes);

    /// <summary>The body stands still until <see cref="Fault.Release"/> is called or the client leaves, then goes on.</summary>
    /// <param name="afterBytes">How many bytes of the body are sent before.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect StallBody(long afterBytes) => Body(FaultKind.StallBody, afterBytes);

    /// <summary>The body comes without a length and without chunks and ends early by a regular close, so that nothing shows that it is not whole.</summary>
    /// <param name="afterBytes">How many bytes of the body are sent.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect OpenEndedBody(long afterBytes) => Body(FaultKind.OpenEndedBody, afterBytes);

    /// <summary>One byte of the body is not what was stored. Lengths, ETag and checksums are those of the right bytes.</summary>
    /// <param name="atByte">Which byte, counted from 0 in what is sent; beyond the body's end the last one.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect CorruptBody(long atByte) => Body(FaultKind.CorruptBody, atByte);

    /// <summary>A receive gets fewer messages than it could.</summary>
    /// <param name="atMost">How many at most.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect ShortBatch(int atMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        return new(FaultKind.ShortBatch, FaultPoint.Receive) { Bytes = atMost };
    }

    /// <summary>Entries of a batch (send, delete, change of visibility) fail, in an answer of status 200.</summary>
    /// <param name="code">The entry's error code, such as <c>InternalError</c>.</param>
    /// <param name="senderFault">Whether the entry is said to be at fault: <see langword="false"/> asks the client to try again. Default <see langword="false"/>.</param>
    /// <param name="entries">Which entries, by their position; default all.</param>
    /// <returns>The effect.</returns>
    public static FaultEffect FailEntries(string code = "InternalError", bool senderFault = false, Func<int, bool>? entries = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        return new(FaultKind.FailEntries, FaultPoint.Entries)
        {
            Code = code,
            Message = $"A fault was asked for: {code}.",
            IsSenderFault = senderFault,
            Entries = entries ?? (static _ => true),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();

    static FaultEffect Body(FaultKind kind, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new(kind, FaultPoint.Body) { Bytes = bytes };
    }

    static int Checked(int status)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 300);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return status;
    }
}
