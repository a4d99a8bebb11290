namespace Fluency.Ingest.Tool;

/// <summary>Standard error, without which the work goes on: that it is closed or its disk full must not end a run that loses nothing by it.</summary>
sealed class ErrorWriter(TextWriter error) : GuardedWriter(error)
{
    protected override void OnFailure(Exception exception)
    {
        // There is nobody left to tell it to.
    }
}
