using Amazon.Runtime;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>Knows whether the queue has a redrive policy, and with it a place of its own for what is rejected.</summary>
sealed class SqsRedrive(SqsQueue queue, SqsClock clock, ILogger logger)
{
    // Policies change about never, and a wrong belief costs little: a message takes the other of two safe ways.
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    TimeSpan _refreshAt = TimeSpan.MinValue;
    bool _isDenied;

    /// <summary>Whether it has one that may be read. False until known.</summary>
    public bool KeepsRejected { get; private set; }

    /// <summary>Asks the queue if the answer is not known, or old. By one task at a time; never throws.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (clock.Now < _refreshAt)
        {
            return;
        }

        try
        {
            KeepsRejected = await queue.HasRedrivePolicyAsync(cancellationToken).ConfigureAwait(false);
            _refreshAt = clock.Now + Interval;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody will ask.
        }
        catch (Exception exception)
        {
            var isDenied = exception is AmazonServiceException && SqsFailures.OutcomeOf(exception) == SqsOutcome.Denied;
            KeepsRejected = KeepsRejected && !isDenied;
            _refreshAt = clock.Now + (isDenied ? Interval : RetryInterval);
            Note(isDenied, exception);
        }
    }

    void Note(bool isDenied, Exception exception)
    {
        if (!isDenied)
        {
            Log.RedrivePolicyUnknown(logger, queue.Url, exception);
        }
        else if (!_isDenied)
        {
            _isDenied = true;
            Log.RedrivePolicyDenied(logger, queue.Url);
        }
    }
}
