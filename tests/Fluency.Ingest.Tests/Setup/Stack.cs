using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fluency.Ingest.Setup;

namespace Fluency.Ingest.Tests.Setup;

/// <summary>What CloudFormation would make of a template: its resources and outputs, with all conditions decided and all references resolved to made-up names.</summary>
sealed partial class Stack
{
    const string NoValue = "AWS::NoValue";

    readonly JsonObject _template;
    readonly Dictionary<string, string> _parameters;
    readonly Dictionary<string, HashSet<string>> _uses = [];
    string _resolving = "";

    Stack(JsonObject template, string partition, string region, IReadOnlyDictionary<string, string> parameters)
    {
        _template = template;
        _parameters = new()
        {
            ["AWS::Partition"] = partition,
            ["AWS::Region"] = region,
            ["AWS::AccountId"] = Account,
            ["AWS::StackName"] = "stack",
            ["AWS::URLSuffix"] = partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
        };
        foreach (var (name, parameter) in template["Parameters"]!.AsObject())
        {
            _parameters[name] = parameters.TryGetValue(name, out var value) ? value
                : parameter!["Default"]?.ToString() ?? throw new InvalidOperationException($"{name} has no default.");
            if (parameter!["AllowedPattern"] is { } pattern && !Regex.IsMatch(_parameters[name], pattern.GetValue<string>()))
            {
                throw new InvalidOperationException($"{name} is '{_parameters[name]}', which does not match {pattern}.");
            }
        }

        Violations = [.. Assertions()];
        Resources = Kept(nameof(Resources));
        Outputs = Kept(nameof(Outputs)).ToDictionary(static output => output.Key, static output => output.Value["Value"]!.ToString());
    }

    public const string Account = "111122223333";

    /// <summary>The assertions that do not hold.</summary>
    public IReadOnlyList<string> Violations { get; }

    public IReadOnlyDictionary<string, JsonObject> Resources { get; }

    public IReadOnlyDictionary<string, string> Outputs { get; }

    /// <summary>The resources that a resource waits for.</summary>
    public IReadOnlySet<string> UsedBy(string resource) => _uses[resource];

    public static Stack Of(string template, string partition = "aws", string region = "us-east-1", params (string Name, string Value)[] parameters) =>
        Of(YamlNodes.Read(SetupTemplates.Find(template)!.Text), partition, region, parameters);

    public static Stack Of(JsonObject template, string partition, string region, (string Name, string Value)[] parameters) => new(
        template,
        partition,
        region,
        parameters.Append(("BucketName", "logs")).GroupBy(static pair => pair.Item1).ToDictionary(static pair => pair.Key, static pair => pair.First().Item2));

    public JsonObject Properties(string resource) => Resources[resource]["Properties"]!.AsObject();

    /// <summary>The order in which the resources can be made. Fails where some wait for one another.</summary>
    public List<string> Order()
    {
        var done = new List<string>();
        while (done.Count < Resources.Count)
        {
            var next = Resources.Keys.Where(name => !done.Contains(name) && _uses[name].All(done.Contains)).ToList();
            done.AddRange(next.Count > 0 ? next : throw new InvalidOperationException($"These wait for one another: {string.Join(", ", Resources.Keys.Except(done))}"));
        }

        return done;
    }

    Dictionary<string, JsonObject> Kept(string section)
    {
        var kept = new Dictionary<string, JsonObject>();
        foreach (var (name, value) in _template[section]!.AsObject().Where(entry => IsKept(entry.Value!)))
        {
            _resolving = name;
            _uses.TryAdd(name, []);
            kept[name] = Resolve(value)!.AsObject();
            foreach (var dependency in Names(value!["DependsOn"]).Where(IsMade))
            {
                _uses[name].Add(dependency);
            }
        }

        return kept;
    }

    bool IsKept(JsonNode entry) => entry["Condition"] is not JsonValue condition || Holds(condition.GetValue<string>());

    bool IsMade(string resource) => IsKept(_template[nameof(Resources)]![resource] ?? throw new InvalidOperationException($"There is no resource {resource}."));

    bool Holds(string condition) => Decide(_template["Conditions"]![condition] ?? throw new InvalidOperationException($"There is no condition {condition}."));

    bool Decide(JsonNode condition) => condition.AsObject().Single() switch
    {
        { Key: "Fn::Equals", Value: JsonArray pair } => Resolve(pair[0])!.ToString() == Resolve(pair[1])!.ToString(),
        { Key: "Fn::Not", Value: JsonArray inner } => !Decide(inner[0]!),
        { Key: "Fn::Or", Value: JsonArray any } => any.Any(one => Decide(one!)),
        { Key: "Fn::And", Value: JsonArray all } => all.All(one => Decide(one!)),
        { Key: "Condition", Value: { } name } => Holds(name.GetValue<string>()),
        var unknown => throw new InvalidOperationException($"{unknown.Key} decides nothing that is known."),
    };

    IEnumerable<string> Assertions() =>
        from rule in _template["Rules"]?.AsObject() ?? []
        where rule.Value!["RuleCondition"] is not { } when || Decide(when)
        from assertion in rule.Value!["Assertions"]!.AsArray()
        where !Decide(assertion!["Assert"]!)
        select assertion["AssertDescription"]!.GetValue<string>();

    // Null is what has no value.
    JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when call.Single() is { Key: "Ref" or "Fn::If" or "Fn::Sub" or "Fn::GetAtt" or "Fn::FindInMap" } function => Call(function.Key, function.Value!),
        JsonObject mapping => new JsonObject(mapping.Select(pair => KeyValuePair.Create(pair.Key, Resolve(pair.Value))).Where(static pair => pair.Value is not null)),
        JsonArray list => new JsonArray([.. list.Select(Resolve).Where(static item => item is not null)]),
        _ => node?.DeepClone(),
    };

    JsonNode? Call(string function, JsonNode argument) => function switch
    {
        "Ref" => argument.GetValue<string>() is NoValue ? null : JsonValue.Create(Reference(argument.GetValue<string>())),
        "Fn::GetAtt" => JsonValue.Create(Attribute(argument[0]!.GetValue<string>(), argument[1]!.GetValue<string>())),
        "Fn::If" => Resolve(Holds(argument[0]!.GetValue<string>()) ? argument[1] : argument[2]),
        "Fn::FindInMap" => _template["Mappings"]![Resolve(argument[0])!.ToString()]![Resolve(argument[1])!.ToString()]?[Resolve(argument[2])!.ToString()]?.DeepClone()
            ?? throw new InvalidOperationException($"The look-up of {argument.ToJsonString()} fails."),
        _ => JsonValue.Create(Substitute(argument)),
    };

    string Substitute(JsonNode argument)
    {
        var (text, names) = argument is JsonArray pair ? (pair[0]!.GetValue<string>(), pair[1]!.AsObject()) : (argument.GetValue<string>(), []);
        return Variable().Replace(text, match => match.Groups[1].Value switch
        {
            var name when names.TryGetPropertyValue(name, out var own) => Resolve(own)!.ToString(),
            var name when name.Split('.') is [var resource, var attribute] => Attribute(resource, attribute),
            var name => Reference(name),
        });
    }

    string Reference(string name)
    {
        if (_parameters.TryGetValue(name, out var value))
        {
            return value;
        }

        Use(name);
        return TypeOf(name) switch
        {
            "AWS::SQS::Queue" => $"https://sqs.{_parameters["AWS::Region"]}.{_parameters["AWS::URLSuffix"]}/{Account}/{name}",
            "AWS::SNS::Topic" => Arn("sns", name),
            "AWS::S3::Bucket" => _parameters["BucketName"],
            _ => name,
        };
    }

    string Attribute(string name, string attribute)
    {
        Use(name);
        return (TypeOf(name), attribute) switch
        {
            ("AWS::SQS::Queue", "Arn") => Arn("sqs", name),
            ("AWS::S3::Bucket", "Arn") => $"arn:{_parameters["AWS::Partition"]}:s3:::{_parameters["BucketName"]}",
            ("AWS::KMS::Key", "Arn") => Arn("kms", "key/" + name),
            ("AWS::Events::Rule", "Arn") => Arn("events", "rule/" + name),
            ("AWS::IAM::Role", "Arn") => $"arn:{_parameters["AWS::Partition"]}:iam::{Account}:role/{name}",
            _ => $"{name}.{attribute}",
        };
    }

    string Arn(string service, string name) => $"arn:{_parameters["AWS::Partition"]}:{service}:{_parameters["AWS::Region"]}:{Account}:{name}";

    string TypeOf(string resource) => _template[nameof(Resources)]![resource]?["Type"]!.GetValue<string>() ?? throw new InvalidOperationException($"There is nothing of the name {resource}.");

    void Use(string resource)
    {
        if (!IsMade(resource))
        {
            throw new InvalidOperationException($"{_resolving} refers to {resource}, which is not made.");
        }

        _uses[_resolving].Add(resource);
    }

    static IEnumerable<string> Names(JsonNode? names) => names switch
    {
        null => [],
        JsonArray list => list.Select(static name => name!.GetValue<string>()),
        _ => [names.GetValue<string>()],
    };

    [GeneratedRegex(@"\$\{([A-Za-z0-9:.]+)\}")]
    private static partial Regex Variable();
}
