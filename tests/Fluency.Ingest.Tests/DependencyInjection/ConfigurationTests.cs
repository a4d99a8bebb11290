using System.Text.Json;
using System.Text.Json.Nodes;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class ConfigurationTests
{
    const string S3 = """ "Type": "S3Notification", "QueueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/trail", "Router": "main" """;

    [Fact]
    public void Configuration_Right_HasNoErrors() => Configured.Errors(Configured.With()).Should().BeEmpty();

    [Fact]
    public void Configuration_UnderIngest_IsReadFromThere() =>
        Configured.Errors($$"""{ "Logging": { "x": 1 }, "Ingest": {{Configured.With()}} }""").Should().BeEmpty();

    [Fact]
    public void Configuration_UnderIngest_NamesKeysAsWritten() =>
        Configured.Errors($$"""{ "Ingest": {{Configured.With(sinks: """{ "events": { "Type": "File" } }""")}} }""")
            .Should().ContainSingle().Which.Should().StartWith("Ingest:Sinks:events:Path is missing");

    [Fact]
    public void Configuration_Empty_SaysThatThereIsNothingToRead() =>
        Configured.Errors("{}").Should().ContainSingle().Which.Should().StartWith("Sources is missing").And.Contain("nothing to read");

    [Fact]
    public void Configuration_ManyErrors_AreAllReportedAtOnce()
    {
        var errors = Configured.Errors("""
            {
              "Sources": {
                "a": { "Type": "S3Notification", "QueueUrl": "nonsense", "VisibilityTimeout": "13:00:00", "WaitTime": "soon", "Router": "mian" },
                "b": { "Type": "Fils", "Router": "AWSCloudTrail_Adjustments" }
              },
              "Routers": { "main": { "Routes": [ { "Processors": ["Nope"], "Sinks": ["event"] } ], "MatchAll": "sometimes", "Otherwise": "nowhere" } },
              "Sinks": { "events": { "Type": "File" } },
              "Quarantine": "none",
              "Pipe": { "BufferLimit": 5, "Objects": { "MaxResumes": 1000 } },
              "Sink": {}
            }
            """);

        string[] keys =
        [
            "Sources:a:QueueUrl", "Sources:a:VisibilityTimeout", "Sources:a:WaitTime", "Sources:a:Router", "Sources:b:Type", "Sources:b:Sinks",
            "Routers:main:Routes:0:Processors:0", "Routers:main:Routes:0:Sinks:0", "Routers:main:MatchAll", "Routers:main:Otherwise",
            "Sinks:events:Path", "Quarantine", "Pipe:BufferLimit", "Pipe:Objects:MaxResumes",
        ];
        keys.Should().OnlyContain(key => errors.Any(error => error.StartsWith(key + " ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("QueuUrl", "QueueUrl")]
    [InlineData("VisibiltyTimeout", "VisibilityTimeout")]
    [InlineData("Sink", "Sinks")]
    public void UnknownKey_OfSource_NamesTheNearest(string written, string meant) =>
        Configured.Errors(Configured.With(source: $$"""{ {{S3}}, "{{written}}": "x" }""")).Should().ContainSingle()
            .Which.Should().StartWith($"Sources:trail:{written} is no known key").And.Contain($"Did you mean '{meant}'?");

    [Theory]
    [InlineData(""" "Pype": {} """, "Pype")]
    [InlineData(""" "Pipe": { "BufferLimits": 1 } """, "Pipe:BufferLimits")]
    [InlineData(""" "Pipe": { "Records": { "MaxDeep": 1 } } """, "Pipe:Records:MaxDeep")]
    public void UnknownKey_Anywhere_IsAnError(string more, string key) =>
        Configured.Errors(Configured.With(more: more)).Should().ContainSingle().Which.Should().StartWith(key + " is no known key");

    [Fact]
    public void UnknownKey_OfSink_IsAnError() =>
        Configured.Errors(Configured.With(sinks: """{ "events": { "Type": "Null", "Path": "x" } }""")).Should().ContainSingle()
            .Which.Should().StartWith("Sinks:events:Path is no known key");

    [Fact]
    public void Sinks_OneTwice_IsAnError() =>
        Configured.Errors(Configured.With(routers: """{ "main": { "Routes": [ { "Sinks": ["events", "Events"] } ] } }""")).Should().ContainSingle()
            .Which.Should().StartWith("Routers:main:Routes:0:Sinks:1 is 'Events' but that sink stands in the list before");

    [Fact]
    public void Routes_TwoOfOneName_IsAnError() =>
        Configured.Errors(Configured.With(routers: """{ "main": { "Routes": [ { "Name": "a", "Sinks": ["events"] }, { "Name": "a", "Sinks": ["events"] } ] } }""")).Should().ContainSingle()
            .Which.Should().StartWith("2 routes of router 'main' are named 'a'");

    [Theory]
    [InlineData("VisibilityTimeout", "300", "hh:mm:ss")]
    [InlineData("VisibilityTimeout", "five minutes", "hh:mm:ss")]
    [InlineData("MaxMessages", "ten", "whole number")]
    [InlineData("ForcePathStyle", "maybe", "true or false")]
    public void Value_OfAnotherKind_SaysWhatIsFoundAndAllowed(string key, string value, string allowed) =>
        Configured.Errors(Configured.With(source: $$"""{ {{S3}}, "{{key}}": "{{value}}" }""")).Should().ContainSingle()
            .Which.Should().StartWith($"Sources:trail:{key} is '{value}' but must be").And.Contain(allowed);

    [Theory]
    [InlineData("24:00:00")]
    [InlineData("36:00")]
    public void Value_OfHoursThatWouldBeDays_SaysHowDaysAreWritten(string time) =>
        Configured.Errors(Configured.With(sinks: $$"""{ "events": { "Type": "File", "Path": "e.ndjson", "MaxFileAge": "{{time}}" } }""")).Should().ContainSingle()
            .Which.Should().StartWith($"Sinks:events:MaxFileAge is '{time}' but must be").And.Contain("d.hh:mm:ss");

    [Theory]
    [InlineData("1:30")]
    [InlineData("1.06:30")]
    [InlineData("1:02:03:04")]
    public void Value_OfATimeWithoutHoursMinutesAndSeconds_SaysHowItIsWritten(string time) =>
        Configured.Errors(Configured.With(more: $$""" "Pipe": { "DrainTimeout": "{{time}}" } """)).Should().ContainSingle()
            .Which.Should().Be($"Pipe:DrainTimeout is '{time}' but must be a time such as 00:05:00 (hh:mm:ss, or d.hh:mm:ss from a day on).");

    [Theory]
    [InlineData("23:59:59")]
    [InlineData("1.00:00:00")]
    [InlineData("30.12:00:00")]
    public void Value_OfHoursOrDays_IsTaken(string time) =>
        Configured.Errors(Configured.With(sinks: $$"""{ "events": { "Type": "File", "Path": "e.ndjson", "MaxFileAge": "{{time}}" } }""")).Should().BeEmpty();

    [Fact]
    public void Value_InPlaceOfOptions_IsAnError() =>
        Configured.Errors(Configured.With(more: """ "Pipe": { "Objects": 5 } """)).Should().ContainSingle().Which.Should().StartWith("Pipe:Objects is '5' but must be an object");

    [Theory]
    [InlineData("7")]
    [InlineData("Chance")]
    public void Ordering_Unknown_ListsTheNames(string ordering) =>
        Configured.Errors(Configured.With(more: $$""" "Pipe": { "Ordering": "{{ordering}}" } """)).Should().ContainSingle()
            .Which.Should().Be($"Pipe:Ordering is '{ordering}' but must be one of Arrival, None.");

    [Fact]
    public void Validation_Unknown_ListsTheNames() =>
        Configured.Errors(Configured.With(more: """ "Pipe": { "Records": { "Validation": "None" } } """)).Should().ContainSingle()
            .Which.Should().Be("Pipe:Records:Validation is 'None' but must be one of Full, Structure.");

    [Theory]
    [InlineData("Structure", """{"a" 1}""")]
    [InlineData("full", "")]
    public async Task Validation_OfRecords_IsWhatIsWritten(string validation, string expected)
    {
        using var folder = new TemporaryDirectory();
        var (path, output) = (JsonEncodedText.Encode(folder.Write("a.json", """[{"a" 1}]"""u8.ToArray())), Path.Combine(folder.FullPath, "out.ndjson"));
        await using var pipe = Pipe.CreateBuilder("test").FromConfiguration(Configured.Json(Configured.With(
            $$"""{ "Type": "Files", "Paths": ["{{path}}"], "Router": "main" }""",
            sinks: $$"""{ "events": { "Type": "File", "Path": "{{JsonEncodedText.Encode(output)}}" } }""",
            more: $$""" "Pipe": { "Records": { "Validation": "{{validation}}" } } """))).Build();

        await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);

        (File.Exists(output) ? await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken) : "").TrimEnd().Should().Be(expected);
    }

    [Fact]
    public void Value_OutOfRange_SaysWhatIsFoundAndAllowed() =>
        Configured.Errors(Configured.With(more: """ "Pipe": { "MaxReceives": 0 } """)).Should().ContainSingle()
            .Which.Should().Be("Pipe:MaxReceives is '0' but must be between 1 and 1000000.");

    [Fact]
    public void Values_ThatContradict_SayTheConsequence() =>
        Configured.Errors(Configured.With(more: """ "Pipe": { "MaxInFlightBytes": 262144 } """)).Should().ContainSingle()
            .Which.Should().StartWith("Pipe:MaxInFlightBytes is 262144").And.Contain("cannot be read ahead");

    [Theory]
    [InlineData("SecretAccesKey")]
    [InlineData("SessionTokens")]
    [InlineData("AccessKeyID2")]
    public void Secret_InAnError_IsNotShown(string key) =>
        string.Join('\n', Configured.Errors(Configured.With(source: $$"""{ {{S3}}, "{{key}}": "hush-hush", "SecretAccessKey": "hush-hush" }""")))
            .Should().Contain(key).And.NotContain("hush-hush");

    [Theory]
    [InlineData("""{ "Type": "Files", "Paths": "logs", "Router": "main" }""", "Sources:trail:Paths is 'logs' but must be a list")]
    [InlineData("""{ "Type": "Files", "Paths": [], "Router": "main" }""", "Sources:trail:Paths must be a list that names at least one")]
    [InlineData("""{ "Type": "Files", "Paths": ["."] }""", "Sources:trail:Router is missing")]
    [InlineData("""{ "Paths": ["."], "Router": "main" }""", "Sources:trail:Type is missing")]
    [InlineData("""{ "Type": "Files", "Paths": ["."], "Router": "main", "Sinks": ["events"] }""", "Sources:trail:Sinks is a list but Sources:trail:Router names the router 'main'")]
    [InlineData("""{ "Type": "Files", "Paths": ["."], "Router": "AWSCloudTrail_Adjustments" }""", "Sources:trail:Sinks is missing")]
    [InlineData("""{ "Type": "Files", "Paths": ["."], "Router": "AWSCloudTrail_Adjustments", "Sinks": "events" }""", "Sources:trail:Sinks is 'events' but must be a list")]
    public void Source_Wrong_SaysWhy(string source, string error) =>
        Configured.Errors(Configured.With(source: source)).Should().ContainSingle().Which.Should().StartWith(error);

    [Theory]
    [InlineData("""{ "main": { } }""", "Routers:main:Routes is missing")]
    [InlineData("""{ "main": { "Routes": [ { "Processors": [] } ] } }""", "Routers:main:Routes:0:Sinks is missing")]
    [InlineData("""{ "main": { "Routes": [ { "Sinks": ["event"] } ] } }""", "Routers:main:Routes:0:Sinks:0 is 'event' but no sink has that name. Did you mean 'events'?")]
    [InlineData("""{ "main": { "Routes": [ { "Sinks": ["events"], "Processors": ["AWSCloudTrail_Adjustment"] } ] } }""", "Routers:main:Routes:0:Processors:0 is 'AWSCloudTrail_Adjustment' but no processor")]
    [InlineData("""{ "main": { "Routes": [ { "Sinks": ["events"], "When": "x" } ] } }""", "Routers:main:Routes:0:When is no known key")]
    public void Router_Wrong_SaysWhy(string routers, string error) =>
        Configured.Errors(Configured.With(routers: routers)).Should().ContainSingle().Which.Should().StartWith(error);

    [Theory]
    [InlineData("Sinks", """[ { "Name": "events", "Type": "Null" } ]""", "Sinks is a list but must be an object")]
    [InlineData("Sources", """[ { "Type": "Files", "Paths": ["."], "Router": "main" } ]""", "Sources is a list but must be an object")]
    [InlineData("Routers", """[ { "Routes": [ { "Sinks": ["events"] } ] } ]""", "Routers is a list but must be an object")]
    [InlineData("Pipe", """[ 1 ]""", "Pipe is a list but must be an object")]
    [InlineData("Pipe", """{ "Records": [ 1 ] }""", "Pipe:Records is a list but must be an object")]
    [InlineData("Sinks", """{ "events": [ "Null" ] }""", "Sinks:events is a list but must be an object")]
    [InlineData("Sinks", """{ "events": { "Type": [ "Null" ] } }""", "Sinks:events:Type is a list but must be a type of sink, one of")]
    [InlineData("Sinks", """{ "events": { "Type": "File", "Path": [ "x" ] } }""", "Sinks:events:Path is a list but must be a text.")]
    [InlineData("Sources", """{ "trail": [ "Files" ] }""", "Sources:trail is a list but must be an object")]
    [InlineData("Sources", """{ "trail": { "Type": "Files", "Paths": ["."], "Router": ["main"] } }""", "Sources:trail:Router is a list but must be the name of a router or a processor.")]
    [InlineData("Sources", """{ "trail": { "Type": "Files", "Paths": { "a": "." }, "Router": "main" } }""", "Sources:trail:Paths is an object but must be a list of texts")]
    [InlineData("Routers", """{ "main": [ { "Sinks": ["events"] } ] }""", "Routers:main is a list but must be an object")]
    [InlineData("Routers", """{ "main": { "Routes": { "Name": "main", "Sinks": ["events"] } } }""", "Routers:main:Routes is an object but must be a list of routes")]
    [InlineData("Routers", """{ "main": { "Routes": [ { "Name": ["a"], "Sinks": ["events"] } ] } }""", "Routers:main:Routes:0:Name is a list but must be a text")]
    [InlineData("Routers", """{ "main": { "Routes": [ { "Sinks": { "events": {} } } ] } }""", "Routers:main:Routes:0:Sinks is an object but must be a list of names")]
    public void Shape_Wrong_IsOneErrorThatSaysWhatItMustBe(string key, string value, string error)
    {
        var configuration = new JsonObject
        {
            ["Sources"] = JsonNode.Parse("""{ "trail": { "Type": "Files", "Paths": ["."], "Router": "main" } }"""),
            ["Routers"] = JsonNode.Parse("""{ "main": { "Routes": [ { "Sinks": ["events"] } ] } }"""),
            ["Sinks"] = JsonNode.Parse("""{ "events": { "Type": "Null" } }"""),
            [key] = JsonNode.Parse(value),
        };

        Configured.Errors(configuration.ToJsonString()).Should().ContainSingle().Which.Should().StartWith(error);
    }

    [Fact]
    public void Shape_ListWithAGap_IsStillAList()
    {
        var list = new ConfigurationBuilder().AddInMemoryCollection([new("Sinks:0", "a"), new("Sinks:7", "b")]).Build().GetSection("Sinks");

        (SettingValue.MayBeList(list), SettingValue.IsList(list)).Should().Be((true, false));
    }

    [Fact]
    public void Router_NamedByItsProcessor_HasOneRoute()
    {
        var source = Configured.Read(Configured.With(source: """{ "Type": "Files", "Paths": ["."], "Router": "AWSCloudTrail_Adjustments", "Sinks": ["events"] }""")).Sources[0];

        source.Router.Name.Should().Be("AWSCloudTrail_Adjustments");
        var route = source.Router.Routes.Should().ContainSingle().Which;
        route.Processors.Should().Equal("AWSCloudTrail_Adjustments");
        route.Sinks.Should().Equal("events");
    }

    [Fact]
    public void Router_WithOptions_IsReadWhole()
    {
        var router = Configured.Read(Configured.With(routers: """{ "main": { "MatchAll": true, "Otherwise": "drop", "Routes": [ { "Sinks": ["events"] }, { "Name": "two", "Sinks": ["EVENTS"] } ] } }""")).Sources[0].Router;

        router.IsMatchAll.Should().BeTrue();
        router.Otherwise.Should().Be(RouterConfiguration.Drop);
        router.Routes.Select(route => route.Name).Should().Equal("route-1", "two");
    }

    [Fact]
    public void Root_OfAHostWithItsEnvironment_NamesTheSectionToGiveInOneError() =>
        Configured.Errors(Configured.With(more: string.Join(", ", Enumerable.Range(1, 30).Select(static i => $"\"VARIABLE{i:00}\": \"x\""))))
            .Should().ContainSingle().Which.Should().StartWith("30 keys beside Sources, ").And.Contain("VARIABLE01").And.NotContain("VARIABLE04").And.Contain("give GetSection(\"Ingest\")");

    [Fact]
    public void Root_WithAFewUnknownKeys_NamesEach() =>
        Configured.Errors(Configured.With(more: "\"Sink\": \"x\", \"Logging\": \"y\"")).Should().HaveCount(2)
            .And.Contain(static error => error.StartsWith("Sink is no known key and would be ignored. Did you mean 'Sinks'?"))
            .And.Contain(static error => error.StartsWith("Logging is no known key"));

    [Fact]
    public void Root_WithIngestBesideSources_NamesTheSectionToGive() =>
        Configured.Errors(Configured.With(more: $"\"Ingest\": {Configured.With()}"))
            .Should().ContainSingle().Which.Should().StartWith("Ingest stands beside Sources").And.Contain("GetSection(\"Ingest\")");

    [Fact]
    public void RoutersAndSinks_ThatNobodyNames_AreNoted() =>
        Configured.Read(Configured.With(
            routers: """{ "main": { "Routes": [ { "Sinks": ["events"] } ] }, "idle": { "Routes": [ { "Sinks": ["events"] } ] } }""",
            sinks: """{ "events": { "Type": "Null" }, "spare": { "Type": "Null" } }""")).Unused.Should().Equal("Routers:idle", "Sinks:spare");
}
