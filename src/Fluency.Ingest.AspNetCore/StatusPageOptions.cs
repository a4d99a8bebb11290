namespace Fluency.Ingest.AspNetCore;

/// <summary>Who sees the status page, and what it shows.</summary>
public sealed class StatusPageOptions
{
    /// <summary>Whether requests from the machine itself are answered without authorization. Default <see langword="true"/>.</summary>
    /// <remarks>
    /// A request is from the machine itself when its connection comes from a loopback address, its <c>Host</c> is <c>localhost</c> or a loopback address (a foreign page whose name was made to resolve to this machine sends
    /// its own name), nothing in it shows that a proxy passed it on (<c>Forwarded</c>, <c>Via</c>, <c>X-Forwarded-*</c>, <c>X-Original-*</c> and the like, or HTTP/1.0), and no page of another site asked for it.
    /// A proxy on the same machine that adds none of these headers and speaks HTTP/1.1 with a loopback <c>Host</c> cannot be told from a local user: set this to <see langword="false"/> behind one.
    /// </remarks>
    public bool AllowLoopback { get; set; } = true;

    /// <summary>The authorization policy for all other requests. Default <see langword="null"/>: the host's default policy, which asks for a user who is signed in.</summary>
    /// <remarks>A host without authorization services answers nobody but loopback. What the host itself says of the endpoints comes before this: <c>MapFluencyIngest(...).RequireAuthorization("operators")</c> holds for loopback
    /// too, <c>AllowAnonymous()</c> opens the page to everybody, and the host's fallback policy holds for everybody if it has one.</remarks>
    public string? Policy { get; set; }

    /// <summary>Whether the live tail shows the bodies of records. Default <see langword="false"/>: when, where and what became of them, but not what is in them.</summary>
    public bool ShowRecords { get; set; }

    /// <summary>A further policy for those who see the bodies of records; it holds for loopback too. Default <see langword="null"/>: everybody who sees the page does, if <see cref="ShowRecords"/> is set.</summary>
    public string? RecordPolicy { get; set; }

    /// <summary>How often a page that is open looks for changes, from 100 milliseconds to an hour. Default a second.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most streams (an open page has one, and one more while it shows a live tail) at the same time; further ones are told to come back later, and their pages ask now and then instead. Default 100, at least 0.</summary>
    public int MaxStreams { get; set; } = 100;

    /// <summary>The pipes that are shown. Default <see langword="null"/>: those of <c>AddFluencyIngest</c>.</summary>
    public IReadOnlyList<Pipe>? Pipes { get; set; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, TimeSpan.FromMilliseconds(100), nameof(Interval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Interval, TimeSpan.FromHours(1), nameof(Interval));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxStreams, nameof(MaxStreams));
    }
}
