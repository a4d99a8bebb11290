namespace Fluency.Ingest.Deliveries;

/// <summary>A delivery's place in the order. All members are read and written under the lock of its <see cref="OrderGate"/>, but for <see cref="IsHead"/>.</summary>
sealed class OrderPlace
{
    volatile bool _isHead;

    /// <summary>Whether nothing stands before it: then it may use memory and connections beyond every budget, so that it always gets on.</summary>
    public bool IsHead
    {
        get => _isHead;
        set => _isHead = value;
    }

    /// <summary>Whether it is through the gate: delivering, so that the others wait however long it takes.</summary>
    public bool HasEntered { get; set; }

    /// <summary>Whether it is done with its place, or has lost it.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Completes the wait of <see cref="OrderGate.EnterAsync"/>; null while nobody waits.</summary>
    public TaskCompletionSource? Turn { get; set; }
}
