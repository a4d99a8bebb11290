using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tool;

/// <summary>Standard output takes nothing more.</summary>
sealed class OutputException(Exception cause) : Exception($"Standard output could not be written: {cause.Message}", cause)
{
    /// <summary>Whether its reader has gone, which nobody needs to be told.</summary>
    public bool IsByReader => InnerException is IOException io && SystemError.IsClosedPipe(io);
}
