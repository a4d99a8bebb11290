namespace Fluency.Ingest.Testing;

/// <summary>How a <see cref="LocalAws"/> is started.</summary>
public sealed class LocalAwsOptions
{
    /// <summary>The clock of everything that is timed: visibility, delays, long polls, credentials, faults. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The port on 127.0.0.1. Default 0: the system chooses a free one.</summary>
    public int Port { get; set; }

    /// <summary>The region of buckets and queues that do not name another one. Default <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The account that owns everything, 12 digits. Default <c>111122223333</c>.</summary>
    public string AccountId { get; set; } = "111122223333";

    /// <summary>How many requests <see cref="LocalAws.Requests"/> keeps; the oldest are forgotten first. Default 100 000, about 20 MB.</summary>
    public int MaxLoggedRequests { get; set; } = 100_000;
}
