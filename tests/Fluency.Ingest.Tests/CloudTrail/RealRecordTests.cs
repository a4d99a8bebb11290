using System.Text.Json;
using System.Text.Json.Nodes;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Tests.Abstractions;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.CloudTrail;

public sealed class RealRecordTests
{
    [Fact]
    public void RealRecords_All_AreTakenAndKeepToTheTable()
    {
        foreach (var record in RealRecords.All)
        {
            Adjusted.Answer(record, out var output).Should().Be(ProcessorAnswer.Pass, record);
            TableOfTypes.Check(record, output);
        }
    }

    [Fact]
    public void RealRecords_Twice_GiveTheSameOutput()
    {
        foreach (var record in RealRecords.All)
        {
            Adjusted.Answer(record, out var once);
            Adjusted.Answer(record, out var again);

            again.Should().Be(once);
        }
    }

    [Fact]
    public void RealRecords_InOneBatch_HaveIdsOfTheirOwn()
    {
        using var batch = SomeBatch.Of(RealRecords.All);
        var adjustments = new CloudTrailAdjustments();

        var ids = batch.Select(record =>
        {
            adjustments.Process(record);
            return JsonNode.Parse(record.Written())!["@id"]!.GetValue<string>();
        }).ToList();

        ids.Should().OnlyHaveUniqueItems().And.AllSatisfy(id => id.Should().MatchRegex("^[0-9a-f]{32}$"));
    }

    [Fact]
    public void RealRecords_KnownCounts_ComeOut()
    {
        var outputs = RealRecords.All.Select(record => Adjusted.Of(record)).ToList();

        outputs.Count.Should().Be(3181);
        Count(fields => fields.ContainsKey("resources")).Should().Be(RealRecords.All.Count(HasArn));
        Count(fields => (string?)fields["sourceService"] == "AWS Internal").Should().Be(180);
        Count(fields => (string?)fields["outcome"] == "failure").Should().Be(308);
        outputs.Count(output => output["@tags"]!.AsArray().Any(tag => (string?)tag == "Root")).Should().Be(14);
        outputs.Count(output => output["@tags"]!.AsArray().Any(tag => (string?)tag == "NetworkActivity")).Should().Be(6);
        outputs.Count(output => output.ContainsKey("@timestampSource")).Should().Be(13);

        int Count(Func<JsonObject, bool> which) => outputs.Count(output => which(output["@fields"]!.AsObject()));
    }

    static bool HasArn(string record)
    {
        using var parsed = JsonDocument.Parse(record);
        return parsed.RootElement.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Array
            && resources.EnumerateArray().Any(resource => resource.ValueKind == JsonValueKind.Object
                && resource.EnumerateObject().Any(member => member.Name is "ARN" or "arn" && member.Value.GetString()?.Length > 0));
    }
}
