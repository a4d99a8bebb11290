namespace Fluency.Ingest;

/// <summary>Why something on the way of the data failed. One table maps each cause to a <see cref="Disposition"/>.</summary>
public enum FailureCause
{
    /// <summary>Nobody foresaw it. Treated as passing, since understanding nothing must delete nothing.</summary>
    Unexpected = 0,

    /// <summary>The delivery's body has a form that is not known.</summary>
    NotificationUnknown,

    /// <summary>An entry of a known body lacks a usable container and name.</summary>
    NotificationEntryInvalid,

    /// <summary>The object is not there (any more).</summary>
    ObjectMissing,

    /// <summary>The object's container is not there.</summary>
    ContainerMissing,

    /// <summary>The object may not be read with these credentials.</summary>
    AccessDenied,

    /// <summary>The key that encrypts the object may not be used, or cannot be.</summary>
    KeyAccessDenied,

    /// <summary>The object lies in an archive and must be restored first.</summary>
    ObjectArchived,

    /// <summary>The store asks to slow down.</summary>
    Throttled,

    /// <summary>The connection failed, was cut, stood still or gave fewer bytes than were announced, or the store answered with an error of its own.</summary>
    Network,

    /// <summary>All announced bytes came, but the content ends before it is complete: it is stored cut.</summary>
    Truncated,

    /// <summary>The content is not what it claims to be: a wrong checksum, invalid JSON, bytes after the end.</summary>
    Corrupt,

    /// <summary>A limit on bytes was passed: of the object, of a record, or of the entries in a delivery.</summary>
    TooLarge,

    /// <summary>The JSON is nested deeper than the limit.</summary>
    TooDeep,

    /// <summary>One record can never be processed.</summary>
    RecordInvalid,

    /// <summary>The object's format is known, but not one that can be read here.</summary>
    FormatUnsupported,

    /// <summary>A record is taken by no route and no place for such records is named.</summary>
    Unrouted,

    /// <summary>A sink could not take the records now; it may later.</summary>
    SinkTransient,

    /// <summary>A sink will never take these records.</summary>
    SinkPermanent,

    /// <summary>The delivery's lease was lost while it was in work.</summary>
    LeaseLost,

    /// <summary>The pipe was stopped before the delivery was done.</summary>
    Shutdown,

    /// <summary>All announced bytes came, but they do not match the store's own checksum: they were spoilt on the way, or the store is wrong about them.</summary>
    ChecksumMismatch,

    /// <summary>The object lies in a container that the source was not told to read.</summary>
    ContainerNotAllowed,
}
