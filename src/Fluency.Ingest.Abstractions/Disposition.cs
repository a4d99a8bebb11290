namespace Fluency.Ingest;

/// <summary>What becomes of a delivery.</summary>
/// <remarks>Values rather than an enum, so that a source may know dispositions of its own. A source treats one that it does not know as a return.</remarks>
public abstract record Disposition
{
    /// <summary>Everything in it is durable, was dropped on purpose, or is kept in the quarantine: it is never needed again.</summary>
    public static Disposition Complete { get; } = new CompleteDisposition();

    /// <summary>It is not done; it is to come again.</summary>
    /// <param name="after">When, counted from now; zero for at once.</param>
    /// <returns>The disposition.</returns>
    public static Disposition Return(TimeSpan after) => new ReturnDisposition(after);

    /// <summary>It can never succeed. Only a source that <see cref="IDelivery.KeepsRejected"/> is given this answer.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <returns>The disposition.</returns>
    public static Disposition Reject(string reason) => new RejectDisposition(reason);
}
