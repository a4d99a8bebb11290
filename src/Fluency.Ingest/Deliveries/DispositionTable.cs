namespace Fluency.Ingest.Deliveries;

/// <summary>What becomes of a delivery after each cause of failure: the one place that decides it.</summary>
/// <remarks>Reject is for what no later try can change; everything else is returned, since understanding nothing must delete nothing.</remarks>
static class DispositionTable
{
    /// <summary>Whether the cause can never pass by itself.</summary>
    public static bool IsFinal(FailureCause cause) => cause switch
    {
        // Nobody will rewrite the message.
        FailureCause.NotificationUnknown or FailureCause.NotificationEntryInvalid => true,

        // Only a person can allow it, and nothing is lost meanwhile; to try again would let whoever names foreign containers fill the queue with what never ends.
        FailureCause.ContainerNotAllowed => true,

        // S3 reads what was written at once and strictly after it, so that what is missing was deleted, or never was.
        FailureCause.ObjectMissing => true,

        // Restoring takes a person, and then comes a notification of its own.
        FailureCause.ObjectArchived => true,

        // All announced bytes came, so that they will be the same next time.
        FailureCause.Truncated or FailureCause.Corrupt or FailureCause.TooLarge or FailureCause.TooDeep or FailureCause.RecordInvalid or FailureCause.FormatUnsupported => true,

        // The sink said that it will never take them.
        FailureCause.SinkPermanent => true,

        // Permissions, keys and buckets are mended by people; a checksum that does not match may match next time; networks, stores and sinks recover; a lost lease and a shutdown say nothing about the object.
        _ => false,
    };

    /// <summary>Whether the cause lies in the delivery itself, so that it counts towards the limit after which it is poison. An outage is nobody's poison.</summary>
    public static bool CountsAsPoison(FailureCause cause) => cause is
        FailureCause.Unexpected or FailureCause.ContainerMissing or FailureCause.AccessDenied or FailureCause.KeyAccessDenied
        or FailureCause.ChecksumMismatch;
}
