using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

/// <summary>Random edits, marks and roll-backs of several records in one batch, against copies of JSON trees.</summary>
public sealed class RecordModelTests
{
    static readonly NestName Nest = new("@nest");

    static readonly Gen<Edit> GenEdit = Gen.Select(Gen.Int[0, 2], Gen.Enum<Kind>(), GenJson.Name, GenJson.Name, GenJson.Value)
        .Select((record, kind, name, inner, json) => new Edit(record, kind, name, inner, json));

    enum Kind
    {
        SetJson,
        SetText,
        SetNumber,
        Replace,
        ReplaceInner,
        Nest,
        Mark,
        RollBack,
    }

    sealed record Edit(int Record, Kind Kind, string Name, string Inner, string Json);

    [Fact]
    public void Record_RandomEdits_AgreesWithTheModel() =>
        Gen.Select(GenJson.AnyObject.Array[3], GenEdit.Array[0, 30]).Sample((bodies, edits) =>
        {
            using var batch = SomeBatch.Of(bodies);
            var models = bodies.Select(body => new Model { Body = Parse(body)!.AsObject() }).ToArray();
            var marks = new (RecordState, Model)[3];
            foreach (var (i, model) in models.Index())
            {
                marks[i] = (batch[i].Mark(), model.Copy());
            }

            foreach (var edit in edits)
            {
                Apply(edit, batch[edit.Record], ref models[edit.Record], ref marks[edit.Record]);
            }

            AssertSame(batch, models);
            using var copy = batch.Copy();
            AssertSame(copy, models);
        });

    static void AssertSame(RecordBatch batch, Model[] models)
    {
        foreach (var (i, model) in models.Index())
        {
            JsonNode.DeepEquals(Parse(batch[i].Written()), model.Output()).Should().BeTrue($"record {i} is {batch[i].Written()} and should be {model.Output()}");
            JsonNode.DeepEquals(Parse(batch[i].BodyText()), model.Body).Should().BeTrue();
        }
    }

    static void Apply(Edit edit, Record record, ref Model model, ref (RecordState State, Model Model) mark)
    {
        var name = Encoding.UTF8.GetBytes(edit.Name);
        switch (edit.Kind)
        {
            case Kind.SetJson:
                record.SetJson(name, Encoding.UTF8.GetBytes(edit.Json));
                model.Envelope[edit.Name] = Parse(edit.Json);
                break;
            case Kind.SetText:
                record.Set(name, edit.Json);
                model.Envelope[edit.Name] = edit.Json;
                break;
            case Kind.SetNumber:
                record.Set(name, edit.Json.Length);
                model.Envelope[edit.Name] = edit.Json.Length;
                break;
            case Kind.Replace when edit.Name.Length > 0:
                var has = model.Body.ContainsKey(edit.Name);
                record.Replace(RecordPath.Of(edit.Name), Encoding.UTF8.GetBytes(edit.Json)).Should().Be(has);
                if (has)
                {
                    model.Body[edit.Name] = Parse(edit.Json);
                }

                break;
            case Kind.ReplaceInner when edit.Name.Length > 0 && edit.Inner.Length > 0:
                var inner = model.Body[edit.Name] as JsonObject;
                var hasInner = inner?.ContainsKey(edit.Inner) ?? false;
                record.Replace(RecordPath.Of(edit.Name, edit.Inner), Encoding.UTF8.GetBytes(edit.Json)).Should().Be(hasInner);
                if (hasInner)
                {
                    inner![edit.Inner] = Parse(edit.Json);
                }

                break;
            case Kind.Nest:
                record.Nest(Nest);
                model.IsNested = true;
                break;
            case Kind.Mark:
                mark = (record.Mark(), model.Copy());
                break;
            case Kind.RollBack:
                record.RollBack(mark.State);
                model = mark.Model.Copy();
                break;
        }
    }

    static JsonNode? Parse(string json) => JsonNode.Parse(json);

    sealed class Model
    {
        public JsonObject Envelope { get; private init; } = [];

        public required JsonObject Body { get; init; }

        public bool IsNested { get; set; }

        public Model Copy() => new() { Envelope = Envelope.DeepClone().AsObject(), Body = Body.DeepClone().AsObject(), IsNested = IsNested };

        public JsonObject Output()
        {
            var output = Envelope.DeepClone().AsObject();
            if (IsNested)
            {
                output["@nest"] = Body.DeepClone();
                return output;
            }

            foreach (var (name, value) in Body)
            {
                if (!Envelope.ContainsKey(name))
                {
                    output[name] = value?.DeepClone();
                }
            }

            return output;
        }
    }
}
