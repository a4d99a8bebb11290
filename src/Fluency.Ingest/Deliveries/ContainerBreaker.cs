namespace Fluency.Ingest.Deliveries;

/// <summary>Keeps first tries away from a container (for S3: a bucket) that fails again and again, so that it costs the others nothing. Knows nothing of calls.</summary>
/// <remarks>
/// After so many failures in a row the container is open, in the word for breakers: first tries are held back. When the time has passed, one is let through: its success
/// closes the breaker, and until then the next time has begun, twice as long.
/// </remarks>
sealed class ContainerBreaker(TimeProvider time)
{
    // As many objects are commonly open at once: fewer could all have failed in one moment that has passed.
    const int FailuresToOpen = 10;

    // Some 200 bytes each. What is forgotten is tried, and fails, ten times more.
    const int Capacity = 1_000;

    static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    // Long enough to be no load, short enough that a permission just granted is soon noticed.
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Lock _lock = new();
    readonly RecentMemory<string, Container> _containers = new(Capacity);

    /// <summary>Whether a cause says something of the container rather than of the object.</summary>
    public static bool Concerns(FailureCause cause) => cause is
        FailureCause.ContainerMissing or FailureCause.AccessDenied or FailureCause.KeyAccessDenied or FailureCause.Throttled or FailureCause.Network;

    /// <summary>Why a first try of an object must wait, and for how long; null if it may go on.</summary>
    public HeldBack? HoldBack(ObjectReference reference)
    {
        lock (_lock)
        {
            if (!_containers.TryGet(reference.Container, out var container) || !container.IsOpen)
            {
                return null;
            }

            var left = container.OpenFor - time.GetElapsedTime(container.OpenedAt);
            if (left <= TimeSpan.Zero)
            {
                Open(container);
                return null;
            }

            container.HeldBack++;
            return new HeldBack(Describe(reference, container, left), left);
        }
    }

    /// <summary>Notes a failure that concerns the container.</summary>
    /// <returns>Whether it opened the breaker.</returns>
    public bool Failed(string name, Failure failure)
    {
        lock (_lock)
        {
            var container = _containers.TryGet(name, out var known) ? known : new Container();
            container.Last = failure;
            container.Failures++;
            _containers.Remember(name, container);
            var wasOpen = container.IsOpen;

            // Those that were under way when it opened, and later tries that are never held back, prolong nothing while it is open.
            if (wasOpen ? time.GetElapsedTime(container.OpenedAt) >= container.OpenFor : container.Failures >= FailuresToOpen)
            {
                Open(container);
            }

            return !wasOpen && container.IsOpen;
        }
    }

    /// <summary>Notes that the container gave an answer that is none of its own failures.</summary>
    /// <returns>How many first tries were held back, if this closed the breaker; else null.</returns>
    public long? Succeeded(string name)
    {
        lock (_lock)
        {
            if (!_containers.TryGet(name, out var container))
            {
                return null;
            }

            _containers.Forget(name);
            return container.IsOpen ? container.HeldBack : null;
        }
    }

    void Open(Container container)
    {
        container.Times++;
        container.OpenedAt = time.GetTimestamp();
        container.OpenFor = Backoff.After(container.Times, First, Longest, Random.Shared.NextDouble());
    }

    static Failure Describe(ObjectReference reference, Container container, TimeSpan left) => new(
        container.Last!.Cause,
        $"{reference.Uri} was not tried, since {reference.Container} failed {container.Failures} times in a row; the next try is in {left.TotalSeconds:0.#} s at the earliest. The last failure: {container.Last.Reason}")
    {
        Object = reference,
    };

    sealed class Container
    {
        public int Failures { get; set; }

        public int Times { get; set; }

        public long OpenedAt { get; set; }

        public TimeSpan OpenFor { get; set; }

        public long HeldBack { get; set; }

        public Failure? Last { get; set; }

        public bool IsOpen => Times > 0;
    }
}
