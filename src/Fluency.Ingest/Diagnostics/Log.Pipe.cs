using Fluency.Ingest.Deliveries;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics;

/// <summary>What the pipe and its lanes log: event ids 2000 to 2099.</summary>
static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Pipe '{Pipe}' started with {Parts}")]
    public static partial void PipeStarted(ILogger logger, string pipe, string parts);

    [LoggerMessage(2001, LogLevel.Information, "Pipe '{Pipe}' stopped. Deliveries: {Complete} complete, {Returned} returned, {Rejected} rejected; records: {Records} read")]
    public static partial void PipeStopped(ILogger logger, string pipe, long complete, long returned, long rejected, long records);

    [LoggerMessage(2002, LogLevel.Warning, "Pipe '{Pipe}' gives up the work in hand, since {Why}; what is left goes back to its source")]
    public static partial void PipeAborted(ILogger logger, string pipe, string why);

    [LoggerMessage(2003, LogLevel.Warning, "Pipe '{Pipe}' was stopped with work in hand (deliveries: {Deliveries}), which is returned and comes again")]
    public static partial void DeliveriesInterrupted(ILogger logger, string pipe, long deliveries);

    [LoggerMessage(2004, LogLevel.Debug, "Delivery {Delivery} (attempt {Attempt}) was not done when the pipe was stopped: it is returned")]
    public static partial void DeliveryInterrupted(ILogger logger, string delivery, int attempt);

    [LoggerMessage(2005, LogLevel.Warning, "Pipe '{Pipe}' leaves work that is not done (deliveries: {Deliveries}), and its source gives nothing a second time: what they hold is neither in all of its sinks nor in a quarantine. The reasons stand above; name a quarantine to keep what can never succeed")]
    public static partial void DeliveriesLeft(ILogger logger, string pipe, long deliveries);

    [LoggerMessage(2006, LogLevel.Warning, "Pipe '{Pipe}' was stopped with work in hand (deliveries: {Deliveries}) that its source does not give a second time: what they hold may be missing in sinks. Read it anew to have all of it")]
    public static partial void DeliveriesCutOff(ILogger logger, string pipe, long deliveries);

    [LoggerMessage(2027, LogLevel.Error, "Pipe '{Pipe}' was drained or aborted, and what a source, sink or processor had registered for that threw")]
    public static partial void StopCallbackFailed(ILogger logger, string pipe, Exception exception);

    [LoggerMessage(2028, LogLevel.Error, "Delivery {Delivery} was given up, and what an object, processor or sink had registered for that threw")]
    public static partial void GiveUpCallbackFailed(ILogger logger, string delivery, Exception exception);

    [LoggerMessage(2010, LogLevel.Warning, "Delivery {Delivery} (attempt {Attempt}) failed and comes again after {Delay}: {Cause}: {Reason}")]
    public static partial void DeliveryReturned(ILogger logger, string delivery, int attempt, TimeSpan delay, FailureCause cause, string reason, Exception? exception);

    [LoggerMessage(2016, LogLevel.Warning, "Delivery {Delivery} (attempt {Attempt}) failed and is tried again after {Delay}, since its source gives it once: {Cause}: {Reason}")]
    public static partial void DeliveryRetried(ILogger logger, string delivery, int attempt, TimeSpan delay, FailureCause cause, string reason, Exception? exception);

    [LoggerMessage(2011, LogLevel.Error, "Delivery {Delivery} (attempt {Attempt}) is rejected: {Cause}: {Reason}")]
    public static partial void DeliveryRejected(ILogger logger, string delivery, int attempt, FailureCause cause, string reason);

    [LoggerMessage(2012, LogLevel.Error, "Delivery {Delivery} can never succeed, but its source keeps no rejected deliveries and the pipe has no quarantine. It is returned, and each time that it comes again more slowly. Name a quarantine sink, or give the queue a redrive policy. {Cause}: {Reason}")]
    public static partial void DeliveryBlocked(ILogger logger, string delivery, FailureCause cause, string reason);

    [LoggerMessage(2013, LogLevel.Error, "Delivery {Delivery} could not be settled")]
    public static partial void DeliverySettleFailed(ILogger logger, string delivery, Exception exception);

    [LoggerMessage(2014, LogLevel.Error, "{Container} fails again and again: until one of its objects can be read, new ones are returned without a try, but for one from time to time. {Cause}: {Reason}")]
    public static partial void ContainerHeldBack(ILogger logger, string container, FailureCause cause, string reason);

    [LoggerMessage(2015, LogLevel.Information, "{Container} can be read again; {HeldBack} tries were held back meanwhile")]
    public static partial void ContainerCameBack(ILogger logger, string container, long heldBack);

    [LoggerMessage(2020, LogLevel.Debug, "Sink '{Sink}' failed, try {Attempt}; the next one after {Delay}")]
    public static partial void SinkWriteFailed(ILogger logger, string sink, int attempt, TimeSpan delay, Exception? exception);

    [LoggerMessage(2023, LogLevel.Warning, "Sink '{Sink}' is down: a write failed. It is tried again until it works, and nothing more is received meanwhile (OnOutage: {OnOutage})")]
    public static partial void SinkWentDown(ILogger logger, string sink, OnOutage onOutage, Exception exception);

    [LoggerMessage(2024, LogLevel.Error, "Sink '{Sink}' is down for {Duration} and failed {Failures} times: its records go to the quarantine until it works again. The last failure: {Reason}")]
    public static partial void SinkDiverted(ILogger logger, string sink, TimeSpan duration, long failures, string reason);

    [LoggerMessage(2025, LogLevel.Information, "Sink '{Sink}' works again after {Duration} and {Failures} failed writes; {Quarantined} records went to the quarantine")]
    public static partial void SinkCameBack(ILogger logger, string sink, TimeSpan duration, long failures, long quarantined);

    [LoggerMessage(2021, LogLevel.Error, "Sink '{Sink}' refused records for good")]
    public static partial void SinkRefused(ILogger logger, string sink, Exception exception);

    [LoggerMessage(2022, LogLevel.Error, "Sink '{Sink}' refused record {Record} of {Object} for good: {Reason}")]
    public static partial void RecordRefused(ILogger logger, string sink, uint record, string @object, string reason);

    [LoggerMessage(2032, LogLevel.Error, "Pipe '{Pipe}' does not end though it was told to, and is left behind: {Waiting} does not heed its cancellation token. What it has in work comes again")]
    public static partial void PipeLeftBehind(ILogger logger, string pipe, string waiting);

    [LoggerMessage(2026, LogLevel.Error, "OnFailure threw for delivery {Delivery}; what the table proposes is done instead")]
    public static partial void OnFailureThrew(ILogger logger, string delivery, Exception exception);

    [LoggerMessage(2030, LogLevel.Warning, "Processor '{Processor}' of route '{Route}' failed (records since this was last told: {Errors}), the last time on record {Record} of {Object}. What it fails on goes on as it was before it, without the processors behind it: {Reason}")]
    public static partial void ProcessorFailed(ILogger logger, string processor, string route, long errors, uint record, string @object, string reason);

    [LoggerMessage(2031, LogLevel.Warning, "Router '{Router}' or a selector of its routes failed (records since this was last told: {Errors}), the last time on record {Record} of {Object}. What it fails on is taken for unrouted: {Reason}")]
    public static partial void RouterFailed(ILogger logger, string router, long errors, uint record, string @object, string reason);
}
