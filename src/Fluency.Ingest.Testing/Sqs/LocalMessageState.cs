namespace Fluency.Ingest.Testing;

/// <summary>Where a message stands.</summary>
public enum LocalMessageState
{
    /// <summary>The next receive may get it.</summary>
    Visible = 0,

    /// <summary>It was received and is hidden until its visibility timeout ends.</summary>
    InFlight,

    /// <summary>It was sent with a delay that is not over.</summary>
    Delayed,
}
