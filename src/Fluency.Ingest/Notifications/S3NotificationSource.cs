using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Notifications;

/// <summary>The objects that an SQS queue tells of: each message of the queue is a delivery, each new S3 object that it names one of its objects.</summary>
/// <remarks>
/// <para>Understands S3's own events, directly or by way of SNS or EventBridge, CloudTrail's own notifications, and what tells of no object at all (test events).
/// Whatever it does not understand becomes a delivery with a <see cref="IDelivery.Problem"/>.</para>
/// <para>Messages are hidden from other processes from their receipt to their settlement, however long that takes, up to SQS's twelve hours. Any number of
/// processes may read one queue. SQS delivers at least once, in about the order of sending.</para>
/// <para>Needs the rights <c>sqs:ReceiveMessage</c>, <c>sqs:DeleteMessage</c> and <c>s3:GetObject</c>. Without <c>sqs:ChangeMessageVisibility</c> messages are hidden for
/// <see cref="S3NotificationOptions.FixedVisibilityTimeout"/> and a failed one comes again after it; without <c>sqs:GetQueueAttributes</c> no dead-letter queue is known of;
/// without <c>s3:ListBucket</c> a missing object looks like a forbidden one. Nothing is probed: a right is missed when it is first needed.</para>
/// </remarks>
public sealed class S3NotificationSource : ISource, IAsyncDisposable
{
    readonly S3NotificationOptions _options;
    readonly IAmazonSQS? _sqs;
    readonly IAmazonS3? _s3;
    readonly ILogger _logger;
    readonly Lock _lock = new();
    readonly List<QueueReader> _readers = []; // under the lock
    bool _isDisposed; // under the lock

    /// <summary>Creates the source. Nothing is called before it is read.</summary>
    /// <param name="options">Queue, region and credentials. Copied: later changes have no effect.</param>
    /// <param name="sqs">
    /// A client of one's own for the queue, which is not disposed. It should not try calls again by itself (<c>MaxErrorRetry</c> and
    /// <c>MaxStaleConnectionRetries</c> 0), since that hides the messages of a receive whose answer was lost. Default: one made from the options.
    /// </param>
    /// <param name="s3">
    /// A client of one's own for all buckets, which is not disposed. Where it puts the bucket into the path (<c>ForcePathStyle</c>, a bucket with dots) the SDK takes the
    /// slash from a key that begins with one, and asks for another object; the clients that are made here do not. Default: one made from the options for each region.
    /// </param>
    /// <param name="logger">Is told of failures that pass and of rights that are missing. Default: none.</param>
    /// <exception cref="OptionsValidationException">An option is wrong; all errors are named.</exception>
    public S3NotificationSource(S3NotificationOptions options, IAmazonSQS? sqs = null, IAmazonS3? s3 = null, ILogger<S3NotificationSource>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Copy();
        var errors = S3NotificationOptionsValidator.Errors(_options).ToList();
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(nameof(S3NotificationSource), typeof(S3NotificationOptions), errors);
        }

        _sqs = sqs;
        _s3 = s3;
        _logger = UnfailingLogger.Of(logger);
    }

    /// <summary>What it was made with.</summary>
    internal S3NotificationOptions Options => _options;

    /// <inheritdoc/>
    /// <exception cref="IngestException">The first receive found that the queue does not exist or may not be read.</exception>
    /// <exception cref="ObjectDisposedException">The source is disposed.</exception>
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        await foreach (var delivery in CreateReader(options).ReadAsync(options, drainToken).ConfigureAwait(false))
        {
            yield return delivery;
        }
    }

    /// <summary>Waits, for at most half a minute, until the settlements under way have come to their end, and lets go of the connections.</summary>
    /// <returns>Completes when nothing of the source runs any more. Deliveries that are not settled come again when their leases run out.</returns>
    public async ValueTask DisposeAsync()
    {
        List<QueueReader> readers;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            readers = [.. _readers];
        }

        foreach (var reader in readers)
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The clients by which it asks, to be disposed by the caller.</summary>
    internal AwsClients CreateClients(TimeProvider timeProvider) => new(_options, _sqs, _s3, timeProvider);

    QueueReader CreateReader(SourceReadOptions how)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var clients = CreateClients(how.TimeProvider);
            try
            {
                var reader = new QueueReader(_options, clients, how, _logger);
                _readers.Add(reader);
                return reader;
            }
            catch (AmazonClientException exception) when (SqsFailures.WhatToMend(exception, _options.QueueUrl) is { } toMend)
            {
                clients.Dispose();
                throw toMend;
            }
        }
    }
}
