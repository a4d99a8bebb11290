using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fluency.Ingest.Tests.Setup;

/// <summary>Reads CloudFormation's YAML as JSON, with its short forms written out: <c>!Ref X</c> is <c>{"Ref":"X"}</c>.</summary>
static class YamlNodes
{
    public static JsonObject Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (JsonObject)Convert(stream.Documents.Single().RootNode)!;
    }

    static JsonNode? Convert(YamlNode node)
    {
        var plain = Plain(node);
        return node.Tag is { IsEmpty: false } tag && tag.Value is ['!', not '!', ..] ? Function(tag.Value[1..], plain) : plain;
    }

    static JsonObject Function(string name, JsonNode? argument) => name switch
    {
        "Ref" or "Condition" => new JsonObject { [name] = argument },
        "GetAtt" when argument is JsonValue text => new JsonObject { ["Fn::GetAtt"] = new JsonArray([.. text.GetValue<string>().Split('.', 2).Select(static part => JsonValue.Create(part))]) },
        _ => new JsonObject { ["Fn::" + name] = argument },
    };

    static JsonNode? Plain(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(static pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" } => JsonValue.Create(true),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "false" } => JsonValue.Create(false),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when long.TryParse(text, out var number) => JsonValue.Create(number),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node} is none of the kinds that are expected."),
    };
}
