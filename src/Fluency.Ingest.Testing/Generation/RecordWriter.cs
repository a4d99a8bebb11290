using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Writes one record after the other, of the kind that the file asks for.</summary>
sealed class RecordWriter
{
    static readonly RecordField[] UsualOrder = Enum.GetValues<RecordField>();

    readonly Dice _dice;
    readonly RecordField[] _order = [.. UsualOrder];

    public RecordWriter(Dice dice) => _dice = dice;

    public void Write(Utf8JsonWriter json, FileKind kind, TrailScene scene)
    {
        switch (kind)
        {
            case FileKind.Insight:
                InsightWriter.Write(json, _dice, scene);
                break;
            case FileKind.Aggregated:
                AggregateWriter.Write(json, _dice, scene);
                break;
            default:
                WriteEvent(json, kind, scene);
                break;
        }
    }

    void WriteEvent(Utf8JsonWriter json, FileKind kind, TrailScene scene)
    {
        var call = kind == FileKind.NetworkActivity ? ApiCalls.Denied(_dice) : ApiCalls.Next(_dice);
        var fields = new EventFields(json, _dice, scene, call, kind);
        json.WriteStartObject();
        foreach (var field in Order())
        {
            fields.Write(field);
        }

        json.WriteEndObject();
    }

    ReadOnlySpan<RecordField> Order()
    {
        UsualOrder.CopyTo(_order, 0);
        if (_dice.Chance(75))
        {
            return _order;
        }

        // Most of the odd ones differ behind the fields that every record has; a few have nothing in its place.
        var from = _dice.OneIn(5) ? 0 : (int)RecordField.RequestId;
        _dice.Shuffle(_order.AsSpan(from));
        return _order;
    }
}
