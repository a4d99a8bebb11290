namespace Fluency.Ingest.Tool;

/// <summary>What scripts are told.</summary>
static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Wrong arguments or configuration.</summary>
    public const int Usage = 2;

    /// <summary>A check found a problem.</summary>
    public const int ProblemFound = 3;

    /// <summary>Stopped by a signal, after draining; as shells count it, 128 and the number of SIGINT.</summary>
    public const int Stopped = 130;

    /// <summary>The reader of standard output has gone; as shells count it, 128 and the number of SIGPIPE, which ends other tools then.</summary>
    public const int ReaderGone = 141;
}
