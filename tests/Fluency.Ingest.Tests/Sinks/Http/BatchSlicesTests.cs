using CsCheck;
using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class BatchSlicesTests
{
    [Fact]
    public void MoveNext_BytesAndRecords_AreCeilings()
    {
        var slices = Begin(10, 10, 10, 50, 10);

        SentWhole(slices, maxRecords: 2, maxBytes: 30).Should().Equal((0, 2), (2, 3), (3, 4), (4, 5));
    }

    [Fact]
    public void Refuse_NamedRecord_SendsThoseBeforeItThenItAloneThenTheRest()
    {
        var slices = Begin([.. Enumerable.Repeat(1, 1000)]);
        List<(int, int)> sent = [];
        while (slices.MoveNext(10_000, 10_000))
        {
            sent.Add((slices.Start, slices.End));
            if (slices.Start <= 500 && slices.End > 500)
            {
                slices.Refuse(500 - slices.Start);
            }
            else
            {
                slices.Accept();
            }
        }

        sent.Should().Equal((0, 1000), (0, 500), (500, 501), (501, 1000));
        slices.Refused.Should().Equal(500);
    }

    [Fact]
    public void Refuse_WrongNumber_AccusesNobodyElse()
    {
        var slices = Begin([.. Enumerable.Repeat(1, 20)]);
        Send(slices, poison: [7], name: static bad => bad + 3);

        slices.Refused.Should().Equal(7);
    }

    [Fact]
    public void Refuse_AllRecords_SendsEachAboutOnce()
    {
        var slices = Begin([.. Enumerable.Repeat(1, 1000)]);

        var requests = Send(slices, poison: [.. Enumerable.Range(0, 1000)], name: static bad => bad);

        slices.Refused.Should().HaveCount(1000);
        requests.Sum(request => request.End - request.Start).Should().BeLessThan(2 * 1000 + 10);
    }

    [Fact]
    public void Refuse_AnyPoisonAndAnyWayOfNaming_RefusesExactlyThePoison() =>
        Gen.Select(Gen.Bool.Array[1, 60], Gen.Int[-3, 3], Gen.Int[1, 60], Gen.Bool).Sample((isPoison, shift, maxRecords, isNamed) =>
        {
            var slices = Begin([.. Enumerable.Repeat(1, isPoison.Length)]);
            var poison = Enumerable.Range(0, isPoison.Length).Where(index => isPoison[index]).ToArray();
            var requests = Send(slices, poison, bad => isNamed ? bad + shift : null, maxRecords);

            slices.Refused.Should().Equal(poison);
            requests.Count.Should().BeLessThan(isPoison.Length * 20 + 20);
        });

    [Fact]
    public void Open_NothingAccepted_SaysNothingOfAnyRecord()
    {
        var slices = Begin(1, 1, 1);
        slices.MoveNext(2, 100);

        slices.Open.Should().BeNull();
    }

    [Fact]
    public void Open_SomeAccepted_NamesTheRest()
    {
        var slices = Begin(1, 1, 1, 1);
        slices.MoveNext(1, 100);
        slices.Refuse(null);
        slices.MoveNext(1, 100);
        slices.Accept();
        slices.MoveNext(1, 100);

        slices.Open.Should().Equal(0, 2, 3);
    }

    [Fact]
    public void Doubt_EveryRecord_IsHopelessSoon()
    {
        var slices = Begin([.. Enumerable.Repeat(1, 1000)]);
        var requests = 0;
        while (!slices.IsHopeless(isProven: true) && slices.MoveNext(10_000, 10_000))
        {
            requests++;
            slices.Doubt();
        }

        slices.IsHopeless(isProven: true).Should().BeTrue();
        requests.Should().BeLessThan(20);
    }

    [Fact]
    public void Refuse_EveryRecord_IsHopelessSoonUnlessTheReceiverWorkedJustBefore()
    {
        var slices = Begin([.. Enumerable.Repeat(1, 1000)]);
        while (!slices.IsHopeless(isProven: false) && slices.MoveNext(10_000, 10_000))
        {
            slices.Refuse(null);
        }

        slices.Refused.Should().HaveCount(ReceiverTrust.MostDoubts);
        slices.IsHopeless(isProven: true).Should().BeFalse("then it is asked for each");
    }

    static BatchSlices Begin(params int[] bytes)
    {
        var slices = new BatchSlices();
        var end = 0;
        slices.Begin(bytes.Length, [.. bytes.Select(length => end += length)]);
        return slices;
    }

    static List<(int Start, int End)> SentWhole(BatchSlices slices, int maxRecords, int maxBytes)
    {
        List<(int, int)> sent = [];
        while (slices.MoveNext(maxRecords, maxBytes))
        {
            sent.Add((slices.Start, slices.End));
            slices.Accept();
        }

        return sent;
    }

    /// <summary>Sends to a receiver that refuses some records and names the first one in a request, rightly or not.</summary>
    static List<(int Start, int End)> Send(BatchSlices slices, int[] poison, Func<int, int?> name, int maxRecords = 10_000)
    {
        List<(int Start, int End)> sent = [];
        while (slices.MoveNext(maxRecords, 10_000))
        {
            sent.Add((slices.Start, slices.End));
            var bad = Array.FindIndex(poison, index => index >= slices.Start && index < slices.End);
            if (bad >= 0)
            {
                slices.Refuse(name(poison[bad] - slices.Start));
            }
            else
            {
                slices.Accept();
            }
        }

        return sent;
    }
}
