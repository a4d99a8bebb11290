namespace Fluency.Ingest.Routing;

/// <summary>One processor's turn on one record, with what becomes of the edits.</summary>
static class ProcessorStep
{
    static ReadOnlySpan<byte> ErrorName => "@error"u8;

    /// <summary>Runs a processor that is not asynchronous.</summary>
    public static ProcessorAnswer Run(Record record, IProcessor processor, CancellationToken cancellationToken)
    {
        var mark = record.Mark();
        ProcessorResult result;
        try
        {
            result = processor.Process(record);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            result = ProcessorResult.Error(ReasonOf(exception));
        }

        return Settle(record, mark, result);
    }

    /// <summary>After an error the record is as it was before the processor, and carries the reason.</summary>
    public static ProcessorAnswer Settle(Record record, in RecordState mark, in ProcessorResult result)
    {
        if (result.Answer == ProcessorAnswer.Error)
        {
            var reason = string.IsNullOrEmpty(result.Reason) ? "The processor gave no reason." : result.Reason;
            record.RollBack(mark);
            record.SetError(reason);
            if (record.HasEnvelope)
            {
                record.Set(ErrorName, reason);
            }
        }

        return result.Answer;
    }

    public static string ReasonOf(Exception exception) => string.IsNullOrEmpty(exception.Message) ? exception.GetType().Name : exception.Message;
}
