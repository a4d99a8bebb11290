using System.Text;
using System.Text.Json;
using CsCheck;
using Fluency.Ingest.Tests.Records;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

// A failure prints the seed to run it again with.
public class RecordPathsFuzzTests
{
    static readonly string[] Names = ["Records", "eventName", "a", "ü", "x\"y", "userIdentity", "an", "records", "requestParameters"];

    // More nodes than one word of bits has.
    static readonly string[][] Paths =
    [
        .. Names.Select(name => new[] { name }),
        .. from outer in Names from inner in Names select new[] { outer, inner },
        .. from outer in Names[..3] from middle in Names[2..] from inner in Names select new[] { outer, middle, inner },
    ];

    static readonly string[][] FewPaths = [["a"], ["an"], ["Records"], ["a", "Records"], ["a", "a"], ["a", "a", "an"], ["Records", "a"], ["Records", "a", "an"]];

    [Fact]
    public void Find_AnyRecord_FindsWhatJsonDocumentDoes() =>
        SomeJson.Document.Sample(document => CompareAll(document), iter: FuzzRuns.Of(2_000));

    [Fact]
    public void Find_AnyLongRecord_FindsWhatJsonDocumentDoes() =>
        Gen.Int.Sample(seed => CompareAll(LongJson.Text(seed)), iter: FuzzRuns.Of(200));

    // At every place of a block, and of its edges, that is skipped.
    [Theory]
    [InlineData("['\\\\\\'','\\\\\\\\']")]
    [InlineData("['\\\\','}',']','{','[']")]
    [InlineData("[[{}],{'a':{'Records':[1]}},'\\u00fc\\u0022}']")]
    [InlineData("'\\\\\\'\\\\'")]
    [InlineData("{'eventName':1,'a':{'an':'}\\'}','a':2},'a' : -1.5e3 }")]
    [InlineData("[ ]")]
    [InlineData("null")]
    public void Find_AnythingAtAnyPlaceOfABlock_IsSkippedOrFound(string piece)
    {
        for (var padding = 0; padding <= 140; padding++)
        {
            var p = new string('p', padding);
            foreach (var value in new[] { $"['{p}',{piece}]", $"{{'{p}':{piece}}}", piece })
            {
                Compare($"{{'{p}':1,'a':{value},'skipped':{value}, 'Records':{value},'an':1}}".Replace('\'', '"'), FewPaths);
            }
        }
    }

    [Theory]
    [InlineData(250)]
    [InlineData(256)]
    [InlineData(2000)]
    public void Find_LongNames_FindsWhatJsonDocumentDoes(int length)
    {
        var name = new string('n', length);
        var paths = RecordPaths.Compile([[name], [name + "ü", "a"], ["a" + name]]);
        var record = SomeBatch.OfOne($$"""{"\u006e{{name[1..]}}":1,"{{name}}\u00fc":{"\u0061":2},"{{name}}a":3}""");
        var fields = new RecordField[3];

        record.Find(paths, fields);

        Assert.Equal(["1", "2", ""], fields.Select(field => Encoding.UTF8.GetString(record.ValueOf(field).Json)));
    }

    // Names are told apart by their first bytes, their last ones, their length, and by all of them, in this order.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(24)]
    [InlineData(40)]
    public void Find_NamesThatDifferInOneByte_TellsThemApart(int length)
    {
        var name = new string('n', length);
        var alike = Enumerable.Range(0, length).Select(at => name.Remove(at, 1).Insert(at, "x")).Append(name).Append(name + "n").ToArray();
        foreach (var left in alike)
        {
            var members = alike.Where(other => other != left).Select(static other => $"\"{other}\":\"{other}!\"");
            Compare($"{{{string.Join(',', members)},\"padding\":\"{new string('p', 100)}\"}}", [.. alike.Select(static other => new[] { other })]);
        }
    }

    [Fact]
    public void Find_ThousandsOfNames_FindsEach()
    {
        var names = Enumerable.Range(0, 3000).Select(static number => $"name{number:D8}").ToArray();

        Compare($"{{{string.Join(',', names.Select(static name => $"\"{name}\":\"{name}!\""))}}}", [.. names.Select(static name => new[] { name })]);
    }

    static void CompareAll(byte[] document)
    {
        foreach (var record in SystemTextJsonJudge.RecordsOf(document) ?? [])
        {
            Compare(record, Paths);
        }
    }

    static void Compare(string text, string[][] paths)
    {
        using var document = JsonDocument.Parse(text);
        var record = SomeBatch.OfOne(text);
        var fields = new RecordField[paths.Length];
        record.Find(RecordPaths.Compile(paths), fields);
        for (var slot = 0; slot < paths.Length; slot++)
        {
            var expected = Find(document.RootElement, paths[slot]);
            var found = record.ValueOf(fields[slot]);
            if (found.Kind != KindOf(expected) || !found.Json.SequenceEqual(expected is { } value ? Encoding.UTF8.GetBytes(value.GetRawText()) : []))
            {
                throw new InvalidOperationException($"{string.Join('.', paths[slot])} is {expected}, found is {found.Kind} {Encoding.UTF8.GetString(found.Json)} in {text}");
            }

            if (TextOf(expected) is { } wanted && !(found.TextEquals(wanted) && found.TryGetText(new byte[found.Json.Length], out var read) && read.SequenceEqual(wanted)))
            {
                throw new InvalidOperationException($"{string.Join('.', paths[slot])} is the text {expected}, which is not what is read of {Encoding.UTF8.GetString(found.Json)} in {text}");
            }
        }
    }

    static byte[]? TextOf(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? Encoding.UTF8.GetBytes(text.GetString()!) : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            return null;
        }
    }

    static JsonElement? Find(JsonElement root, string[] path)
    {
        JsonElement? at = root;
        foreach (var name in path)
        {
            at = at is { ValueKind: JsonValueKind.Object } container ? Member(container, name) : null;
        }

        return at;
    }

    static JsonElement? Member(JsonElement container, string name)
    {
        JsonElement? last = null;
        foreach (var member in container.EnumerateObject())
        {
            last = IsNamed(member, name) ? member.Value : last;
        }

        return last;
    }

    static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            return false;
        }
    }

    static JsonTokenType KindOf(JsonElement? value) => value?.ValueKind switch
    {
        null => JsonTokenType.None,
        JsonValueKind.Object => JsonTokenType.StartObject,
        JsonValueKind.Array => JsonTokenType.StartArray,
        JsonValueKind.String => JsonTokenType.String,
        JsonValueKind.Number => JsonTokenType.Number,
        JsonValueKind.True => JsonTokenType.True,
        JsonValueKind.False => JsonTokenType.False,
        _ => JsonTokenType.Null,
    };
}
