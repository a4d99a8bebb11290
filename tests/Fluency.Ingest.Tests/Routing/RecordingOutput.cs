using Fluency.Ingest.Routing;
using Fluency.Ingest.Tests.Abstractions;

namespace Fluency.Ingest.Tests.Routing;

/// <summary>Writes down what the router decided, one line for each call.</summary>
sealed class RecordingOutput : IRecordOutput
{
    public List<string> Lines { get; } = [];

    public void Deliver(Record record, Route route) => Lines.Add($"{record.Index} to {route.Name}: {record.Written()}{ErrorOf(record)}");

    public void Leave(Record record, RecordOutcome outcome)
    {
        var edits = outcome == RecordOutcome.Unrouted && (record.HasEnvelope || !record.Body.SequenceEqual(record.Raw)) ? " with edits: " + record.Written() : "";
        Lines.Add($"{record.Index} {outcome}{(outcome == RecordOutcome.Unrouted ? ErrorOf(record) : "")}{edits}");
    }

    public override string ToString() => string.Join('\n', Lines);

    static string ErrorOf(Record record) => record.Error is { } error ? $" [{error}]" : "";
}
