namespace Fluency.Ingest;

/// <summary>Looks at or edits one record.</summary>
/// <remarks>
/// <para>Called by many threads at once, one object's records in their order: an implementation is thread-safe. It must not block; look-ups that need I/O
/// are an <see cref="IAsyncProcessor"/>.</para>
/// <para>The record and every span taken from it are lent for the call; nothing of them may be kept.</para>
/// <para>An exception counts as <see cref="ProcessorResult.Error"/> with its message. What the processor had edited by then is undone.</para>
/// </remarks>
public interface IProcessor
{
    /// <summary>Processes one record.</summary>
    /// <param name="record">The record, as the processors before have left it.</param>
    /// <returns>What becomes of it.</returns>
    ProcessorResult Process(Record record);
}
