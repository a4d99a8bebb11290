using System.Runtime.CompilerServices;
using Amazon.SQS.Model;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Notifications;

/// <summary>One reading of a queue: receives when asked for the next delivery, and holds what it handed out until it is settled.</summary>
sealed class QueueReader : IAsyncDisposable
{
    // A queue in this state may get messages any moment, so that a long wait in one receive would only delay the end.
    static readonly TimeSpan MaxWaitUntilEmpty = TimeSpan.FromSeconds(1);

    readonly NotificationParser _parser;
    readonly SqsLedger _ledger = new();
    readonly SqsClock _clock;
    readonly SqsSettler _settler;
    readonly SqsRedrive _redrive;
    readonly QueueReceiver _receiver;
    readonly AwsClients _clients;
    readonly S3Store _store;
    readonly S3NotificationOptions _options;
    readonly ILogger _logger;

    public QueueReader(S3NotificationOptions options, AwsClients clients, SourceReadOptions how, ILogger logger)
    {
        var queue = new SqsQueue(clients.Sqs, options.QueueUrl);
        var holding = new SqsHolding(WholeSeconds(options.VisibilityTimeout), WholeSeconds(options.FixedVisibilityTimeout), options.MaxMessages, logger);
        var troubles = new SqsTroubles(options.QueueUrl, how.OnTrouble);
        _options = options;
        _clients = clients;
        _logger = logger;
        _parser = new NotificationParser(options.MaxEntries, options.GetForms());
        _store = new S3Store(options, clients, logger);
        _clock = new SqsClock(how.TimeProvider);
        _settler = new SqsSettler(queue, holding, new SqsReturns(options.ReturnDelay, options.MaxReturnDelay), troubles, _ledger, _clock, logger);
        _redrive = new SqsRedrive(queue, _clock, logger);
        _receiver = new QueueReceiver(queue, holding, _settler, troubles, _ledger, _clock, logger);
    }

    /// <summary>Hands out deliveries until told to stop, or until nothing is left.</summary>
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions how, [EnumeratorCancellation] CancellationToken drainToken)
    {
        var untilEmpty = how.UntilEmpty;
        var wait = untilEmpty && _options.WaitTime > MaxWaitUntilEmpty ? MaxWaitUntilEmpty : _options.WaitTime;
        var ahead = new ReceiveAhead(stop => _receiver.ReceiveAsync(wait, stop), GiveBackAsync, how.WhenWanted, new ReceiveWidth(_options.MaxConcurrentReceives), drainToken);
        await using var stopping = ahead.ConfigureAwait(false);
        while (await ahead.NextAsync().ConfigureAwait(false) is { } received)
        {
            if (received is { IsKnown: true, Messages.Count: 0 } && untilEmpty && _ledger.IsExhausted(received.WasQuiet) && ahead.IsIdle)
            {
                yield break;
            }

            var deliveries = await DeliverAsync(received, drainToken).ConfigureAwait(false);
            var next = 0;
            try
            {
                while (next < deliveries.Count && !drainToken.IsCancellationRequested)
                {
                    yield return deliveries[next++];
                }
            }
            finally
            {
                await GiveBackAsync(deliveries, next).ConfigureAwait(false);
            }

            // What is under way is waited for anyway: of many that come home empty at once, only the last has a pause behind it.
            if (ahead.IsIdle)
            {
                await _receiver.PauseAsync(untilEmpty && received.WasQuiet, drainToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets the settlements under way come to their end. What is not settled by then comes again when its lease runs out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _settler.DisposeAsync().ConfigureAwait(false);
        _clients.Dispose();
    }

    async ValueTask<IReadOnlyList<SqsDelivery>> DeliverAsync(Received received, CancellationToken drainToken)
    {
        if (received.Messages.Count > 0)
        {
            await _redrive.RefreshAsync(drainToken).ConfigureAwait(false);
        }

        return [.. received.Messages.Select(held => Deliver(held.Message, received.At, held.Lease))];
    }

    SqsDelivery Deliver(Message message, TimeSpan receivedAt, Lease lease)
    {
        var notification = _parser.Parse(message.Body);
        var delivery = new SqsDelivery(message, receivedAt, lease, _settler)
        {
            KeepsRejected = _redrive.KeepsRejected,
            Objects = [.. notification.Objects.Where(IsRead).Select(reference => new S3Object(reference, _store))],
            Problem = notification.Problem,
        };
        Note(delivery, notification);
        return delivery;
    }

    bool IsRead(ObjectReference reference) => _options.ReadDigests || !DataObjects.IsDigest(reference.Name);

    void Note(SqsDelivery delivery, Notification notification)
    {
        var objects = delivery.Objects.Count;
        Log.NotificationRead(_logger, delivery.Id, delivery.Attempt, notification.Kind, objects, notification.Ignored.Count + notification.Objects.Count - objects);
        if (notification.Problem is { } problem)
        {
            Log.NotificationNotUnderstood(_logger, delivery.Id, problem);
        }

        if (notification.Kind == NotificationKind.SnsSubscriptionConfirmation)
        {
            Log.SubscriptionUnconfirmed(_logger, notification.TopicArn, delivery.Id);
        }
    }

    async ValueTask GiveBackAsync(Received received) =>
        await GiveBackAsync([.. received.Messages.Select(held => Deliver(held.Message, received.At, held.Lease))], 0).ConfigureAwait(false);

    // Others may have them at once. A receive that is given back still counts for the redrive policy; there is no way to undo that.
    static async ValueTask GiveBackAsync(IReadOnlyList<SqsDelivery> deliveries, int from)
    {
        var returning = deliveries.Skip(from).Select(static delivery => delivery.SettleAsync(Disposition.Return(TimeSpan.Zero)).AsTask());
        await Task.WhenAll(returning).ConfigureAwait(false);
    }

    // SQS counts in whole seconds, and a lease that is thought to last longer than it does is lost unseen.
    static TimeSpan WholeSeconds(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
}
