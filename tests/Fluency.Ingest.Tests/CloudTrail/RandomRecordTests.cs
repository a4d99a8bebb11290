using CsCheck;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Tests.Abstractions;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.CloudTrail;

/// <summary>Records with any JSON value in any field that the adjustments know, in any order.</summary>
public sealed class RandomRecordTests
{
    static readonly string[][] Paths = [.. CloudTrailPathsOf().Select(path => path.Split('.'))];

    // One random tree of the names that are known, with random values at its leaves and sometimes in place of an inner object.
    static readonly Gen<string> Record = ObjectOf(Paths).Where(members => members.Length > 2);

    [Fact]
    public void Adjustments_AnyValueInAnyKnownField_NeverThrowsAndKeepsTheTypes() => Record.Sample(
        record =>
        {
            if (Adjusted.Answer(record, out var output) == ProcessorAnswer.Pass)
            {
                TableOfTypes.Check(record, output);
            }
            else
            {
                output.Should().Be(record);
            }
        },
        iter: 2000);

    [Fact]
    public void Adjustments_AnyValueInAnyKnownField_IsMostlyTaken()
    {
        var taken = 0;

        Record.Sample(
            record =>
            {
                if (Adjusted.Answer(record, out _) == ProcessorAnswer.Pass)
                {
                    Interlocked.Increment(ref taken);
                }
            },
            iter: 1000);

        taken.Should().BeGreaterThan(300, "else the other test proves little");
    }

    static IEnumerable<string> CloudTrailPathsOf() => Enum.GetValues<CloudTrailField>().Select(CloudTrailFields.PathOf);

    static Gen<string> ObjectOf(IReadOnlyList<string[]> paths)
    {
        var members = paths.GroupBy(path => path[0], path => path[1..]).Select(group => MemberOf(group.Key, [.. group.Where(rest => rest.Length > 0)])).ToArray();
        return Gen.Shuffle(members).SelectMany(shuffled => Gen.Select(Collected(shuffled), Gen.Int[1, members.Length]))
            .Select((all, count) => "{" + string.Join(',', all.Take(count).OrderByDescending(member => member.Length == 0)) + "}");
    }

    static Gen<string> MemberOf(string name, IReadOnlyList<string[]> inner)
    {
        var value = name == "eventVersion" ? Gen.Frequency((9, Gen.Const("\"1.08\"")), (1, GenJson.Value))
            : inner.Count > 0 ? Gen.Frequency((4, ObjectOf(inner)), (1, GenJson.Value))
            : Gen.Frequency((3, GenJson.Value), (2, GenJson.String), (1, Gen.Const("[{\"ARN\":\"arn:x\"}]")));
        return value.Select(json => $"\"{name}\":{json}");
    }

    static Gen<string[]> Collected(Gen<string>[] gens) =>
        gens.Aggregate(Gen.Const<string[]>([]), (all, gen) => Gen.Select(all, gen).Select((done, next) => (string[])[.. done, next]));
}
