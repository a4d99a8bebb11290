using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace Fluency.Ingest.Tests.Model;

/// <summary>A queue as SQS is one: hides what it hands out for as long as the lease is kept, and hands it out again. It outlives the processes that read it.</summary>
sealed class ModelQueue(FakeTimeProvider time, Calls calls, bool keepsRejected, bool canReturn)
{
    static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);

    readonly Lock _lock = new();
    readonly List<ModelMessage> _messages = [];
    readonly List<ModelDelivery> _receipts = [];
    TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool KeepsRejected => keepsRejected;

    /// <summary>Sees each settlement before it takes effect.</summary>
    public Action<ModelDelivery, Disposition> OnSettling { get; set; } = (_, _) => { };

    public IReadOnlyList<ModelMessage> Messages => Locked(() => _messages.ToArray());

    /// <summary>What was handed out to the process that reads now.</summary>
    public IReadOnlyList<ModelDelivery> Receipts => Locked(() => _receipts.ToArray());

    public IReadOnlyList<ModelDelivery> Unsettled => [.. Receipts.Where(receipt => receipt.Settlements == 0)];

    public bool IsEmpty => Messages.All(message => message.IsGone);

    public void Add(ModelMessage message)
    {
        message.VisibleAt = time.GetUtcNow();
        Locked(() => _messages.Add(message));
        Changed();
    }

    /// <summary>A new process reads: it knows nothing of the receipts of the one before.</summary>
    public ISource Open()
    {
        Locked(_receipts.Clear);
        return new Reader(this);
    }

    /// <summary>Shows a message to others while it is in work.</summary>
    /// <param name="receipt">Under which it is.</param>
    /// <param name="isNoticed">Whether who works on it is told: where an extension went wrong, or a clock, nobody knows.</param>
    public void LoseLease(ModelDelivery receipt, bool isNoticed = true)
    {
        Show(receipt, TimeSpan.Zero);
        if (isNoticed)
        {
            receipt.LoseLease();
        }
    }

    /// <summary>Looks again what is visible; to be called when time has passed.</summary>
    public void Changed() => Locked(() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously))).TrySetResult();

    public async ValueTask SettleAsync(ModelDelivery receipt, Disposition disposition, CancellationToken cancellationToken)
    {
        OnSettling(receipt, disposition);
        var answer = (await calls.AskAsync(CallKind.Settle, receipt.Id, cancellationToken)).Answer;
        if (answer is Answer.Fail or Answer.Cancelled)
        {
            // Nobody extends the lease any more.
            Show(receipt, VisibilityTimeout);
            throw new IOException("The queue does not answer.");
        }

        switch (disposition)
        {
            case CompleteDisposition:
                // SQS deletes by any receipt, also an old one.
                receipt.Message.IsComplete = true;
                break;
            case RejectDisposition:
                receipt.Message.IsRejected = true;
                break;
            case ReturnDisposition again:
                Show(receipt, again.After);
                break;
        }

        if (answer == Answer.Lose)
        {
            throw new IOException("The answer of the queue was lost.");
        }
    }

    // An old receipt shows and hides nothing.
    void Show(ModelDelivery receipt, TimeSpan after)
    {
        Locked(() =>
        {
            if (receipt.Message.Receipt == receipt)
            {
                receipt.Message.VisibleAt = time.GetUtcNow() + after;
            }
        });
        Changed();
    }

    ModelDelivery? TryReceive() => Locked(() =>
    {
        var message = _messages.Where(message => !message.IsGone && message.VisibleAt <= time.GetUtcNow()).MinBy(message => message.VisibleAt);
        if (message is null)
        {
            return null;
        }

        message.Receives++;
        message.VisibleAt = DateTimeOffset.MaxValue;
        message.Receipt = new ModelDelivery(this, message, _receipts.Count, canReturn, keepsRejected) { ReceivedAt = time.GetUtcNow() };
        _receipts.Add(message.Receipt);
        return message.Receipt;
    });

    static async Task<bool> WaitAsync(Task changed, CancellationToken drainToken)
    {
        try
        {
            await changed.WaitAsync(drainToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }

    T Locked<T>(Func<T> function)
    {
        lock (_lock)
        {
            return function();
        }
    }

    sealed class Reader(ModelQueue queue) : ISource
    {
        public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
        {
            while (!drainToken.IsCancellationRequested)
            {
                var changed = queue.Locked(() => queue._changed.Task);
                if (queue.TryReceive() is { } receipt)
                {
                    yield return receipt;
                }
                else if (!await WaitAsync(changed, drainToken))
                {
                    yield break;
                }
            }
        }
    }
}
