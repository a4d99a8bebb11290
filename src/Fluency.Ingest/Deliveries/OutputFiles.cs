using Fluency.Ingest.Objects;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>The files that sinks write, wherever links lead to them: each has one writer, and none of them is input of its own pipe.</summary>
static class OutputFiles
{
    /// <summary>What is wrong where several sinks write to one file: the second would wait for the first one's lock for as long as the pipe runs.</summary>
    /// <param name="sinks">The sinks, named so that people find them.</param>
    public static IEnumerable<string> Shared(IEnumerable<(string Name, ISink Sink)> sinks) => sinks
        .Where(static named => named.Sink is FileSink)
        .DistinctBy(static named => named.Sink)
        .GroupBy(static named => RealPath.Of(((FileSink)named.Sink).FullPath))
        .Where(static file => file.Count() > 1)
        .Select(static file => $"The sinks {string.Join(", ", file.Select(static named => named.Name))} write to one file, {file.Key}, which has one writer. Give each a path of its own, or name one sink in both places.");

    /// <summary>What is wrong where a file is both read by its name and written; in a folder such a file is left out from now on.</summary>
    public static List<string> KeepApart(IEnumerable<(string Name, ISource? Source)> sources, IReadOnlyList<SinkPlan> sinks)
    {
        var errors = new List<string>();
        foreach (var (source, files) in sources.Select(static named => (named.Name, named.Source as FileSource)))
        {
            foreach (var (sink, output) in sinks.Select(static plan => (plan.Name, plan.Sink as FileSink)))
            {
                if (files is not null && output is not null)
                {
                    var written = new CompleteFiles(RealPath.Of(output.FullPath));
                    errors.AddRange(files.Named(written.Includes).Select(path => $"The source '{source}' reads {path}, a file of the sink '{sink}': records would be appended to the log file itself, or come in again. Give the sink a path of its own."));
                    files.LeaveOut(written.Includes);
                }
            }
        }

        return errors;
    }
}
