using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>What can go wrong between S3 and the last byte of an object.</summary>
public sealed class ReadFaultTests
{
    const string Second = "0001.json";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static int LengthOf(FaultedTrail trail, string key) => trail.Bucket.Get(key)!.Body.Length;

    static List<LocalRequest> ReadsOf(FaultedTrail trail, string key) =>
        [.. trail.Aws.Requests.Where(request => request.Action == "GetObject" && request.Key == key)];

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(503, "SlowDown")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(400, "RequestTimeout")]
    [InlineData(400, "ExpiredToken")]
    [InlineData(409, "OperationAborted")]
    public async Task Run_StoreRefusesForAWhile_ReadsTheObjectWhenItComesAgain(int status, string code)
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 4);
        trail.Add("GetObject", FaultEffect.Answer(status, code), times: 4, key: Second);

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Complete = 4, Rejected = 0 });
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 12);
    }

    [Fact]
    public async Task Run_StoreAnswersAStatusWithoutABody_ReadsTheObjectWhenItComesAgain()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 4);
        trail.Add("GetObject", FaultEffect.BareAnswer(503), times: 4, key: Second);

        await trail.RunAsync();

        trail.Ledger.Duplicates.Should().Be(0);
    }

    public static TheoryData<FaultEffect> CutsBeforeTheBody => [FaultEffect.CloseConnection, FaultEffect.LoseAnswer, FaultEffect.CutBody(0)];

    [Theory]
    [MemberData(nameof(CutsBeforeTheBody), DisableDiscoveryEnumeration = true)]
    public async Task Run_ConnectionCutBeforeTheFirstByte_DeliversEachRecordOnceInOrder(FaultEffect effect)
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 4, padding: 2_000);
        var fault = trail.Add("GetObject", effect, times: 2);

        await trail.RunAsync();

        fault.Hits.Should().Be(2);
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4_000)]
    [InlineData(-1)]
    public async Task Run_BodyCut_GoesOnWhereItWasCutWithTheSameContent(int cut)
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3, padding: 3_000);
        var at = cut > 0 ? cut : LengthOf(trail, Second) + cut;
        trail.Add("GetObject", FaultEffect.CutBody(at), times: 1, key: Second);

        var done = await trail.RunAsync();

        var reads = ReadsOf(trail, Second);
        reads.Select(static read => read.Range).Should().Equal(null, $"bytes={at}-");
        reads[1].IfMatch.Should().Be($"\"{trail.Bucket.Get(Second)!.ETag}\"");
        done.Messages.Returned.Should().Be(0);
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_EveryBodyCutAtARandomOffsetTwice_DeliversEachRecordOnceInOrder()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 30, padding: 2_000);
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (var file in trail.Bucket.Objects)
        {
            var first = random.Next(file.Body.Length);
            trail.Add("GetObject", FaultEffect.CutBody(first), times: 1, key: file.Key);
            trail.Add("GetObject", FaultEffect.CutBody(random.Next(file.Body.Length - first)), times: 1, key: file.Key);
        }

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Received = 30, Returned = 0 });
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 90);
    }

    [Fact]
    public async Task Run_BodyCutMoreOftenThanItIsResumed_IsReturnedAndReadAnewWithoutALoop()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3, padding: 3_000);
        trail.Add("GetObject", FaultEffect.CutBody(100), times: 6, key: Second);

        var done = await trail.RunAsync();

        done.Messages.Returned.Should().Be(1);
        trail.Ledger.Duplicates.Should().Be(0);
        ReadsOf(trail, Second).Should().HaveCount(7, "three resumes follow the first read, and then it is read from its start");
    }

    [Fact]
    public async Task Run_GzipCutInTheMiddle_GoesOnInTheSameInflateState()
    {
        await using var trail = await FaultedTrail.StartAsync();
        const string Key = "big.json.gz";
        trail.Ledger.Expect(Key, records: 400, padding: 2_000);
        trail.Bucket.Put(Key, TrailFile.Gzip(Key, records: 400, padding: 2_000));
        trail.Add("GetObject", FaultEffect.CutBody(150_001), times: 2);

        var done = await trail.RunAsync();

        ReadsOf(trail, Key).Select(static read => read.Range).Should().Equal(null, "bytes=150001-", "bytes=300002-");
        done.Objects.BytesCompressed.Should().Be(LengthOf(trail, Key), "no byte was read twice");
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_BodyStandsStill_IsGivenUpAfterAWhileAndResumedThere()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3, padding: 3_000);
        trail.Add("GetObject", FaultEffect.StallBody(5_000), times: 1, key: Second);

        var done = await trail.RunAsync(static options => options.Objects.IdleTimeout = TimeSpan.FromSeconds(40));

        ReadsOf(trail, Second).Select(static read => read.Range).Should().Equal(null, "bytes=5000-");
        done.Messages.Returned.Should().Be(0);
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_NoLengthAnnounced_ReadsWhatIsWhole()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3);
        trail.Add("GetObject", FaultEffect.OpenEndedBody(int.MaxValue));

        var done = await trail.RunAsync();

        done.Messages.Complete.Should().Be(3);
        trail.Asked("GetObject", atMost: 3);
    }

    [Fact]
    public async Task Run_NoLengthAnnouncedAndTheBodyEndsEarly_IsNotTakenForWholeAndNotRejected()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3, padding: 2_000);
        trail.Add("GetObject", FaultEffect.OpenEndedBody(2_500), times: 2);

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Complete = 3, Rejected = 0 });
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("crc32")]
    [InlineData("crc64nvme")]
    public async Task Run_ChecksumDoesNotMatchOnce_ReadsTheObjectAnew(string? algorithm)
    {
        await using var trail = await FaultedTrail.StartAsync();
        const string Key = "a.json";
        trail.Ledger.Expect(Key, records: 3);
        trail.Bucket.Put(Key, TrailFile.Json(Key, records: 3), new LocalPutOptions { ChecksumAlgorithm = algorithm });
        trail.Add("GetObject", FaultEffect.WrongChecksum, times: 1);

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Complete = 1, Rejected = 0 }, "S3 keeps what it was given: it was spoilt on the way, and the next time it may not be");
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_GzipSpoiltAtItsBeginningOnce_IsReadAnewAndNotTakenForDamaged()
    {
        await using var trail = await FaultedTrail.StartAsync();
        const string Key = "big.json.gz";
        trail.Ledger.Expect(Key, records: 400, padding: 2_000);
        trail.Bucket.Put(Key, TrailFile.Gzip(Key, records: 400, padding: 2_000));
        // The flags of the header, at which the reading ends long before the checksum of the whole is known.
        trail.Add("GetObject", FaultEffect.CorruptBody(3), times: 1);

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Complete = 1, Returned = 1, Rejected = 0 });
    }

    [Fact]
    public async Task Run_GzipSpoiltInAPartThatWasResumed_IsReadAnewAndNotTakenForDamaged()
    {
        await using var trail = await FaultedTrail.StartAsync();
        const string Key = "big.json.gz";
        trail.Ledger.Expect(Key, records: 400, padding: 2_000);
        trail.Bucket.Put(Key, TrailFile.Gzip(Key, records: 400, padding: 2_000));
        trail.Add("GetObject", FaultEffect.CutBody(2), times: 1);
        trail.Add("GetObject", FaultEffect.CorruptBody(1), times: 1);

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Complete = 1, Returned = 1, Rejected = 0 });
    }

    [Fact]
    public async Task Run_ChecksumNeverMatches_EndsInTheQuarantineAfterSomeTries()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 1);
        trail.PutDamaged("spoilt.json", TrailFile.Json("spoilt.json", records: 3));
        trail.Add("GetObject", FaultEffect.WrongChecksum, key: "spoilt.json");

        await trail.RunAsync(options => options.MaxReceives = 3);

        trail.Ledger.Quarantined.Should().ContainSingle().Which.GetProperty("@reason").GetString().Should().Contain("checksum");
        ReadsOf(trail, "spoilt.json").Should().HaveCount(3);
    }

    [Fact]
    public async Task Run_ObjectReplacedBetweenCutAndResume_IsReadAnewWithNothingOfTheOldOne()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3, padding: 3_000);
        trail.Add("GetObject", FaultEffect.CutBody(5_000), times: 1, key: Second);
        var resume = trail.Add("GetObject", FaultEffect.Hold, times: 1, skip: 1, key: Second);
        var running = trail.RunAsync();
        await resume.WaitForHitsAsync(cancellationToken: Cancelled);

        trail.Bucket.StopNotifying();
        trail.Ledger.Expect(Second, records: 5, padding: 3_001);
        trail.Bucket.Put(Second, TrailFile.Json(Second, records: 5, padding: 3_001));
        resume.Release();

        var done = await running;
        done.Messages.Returned.Should().Be(1);
        ReadsOf(trail, Second).Select(static read => (read.Range, read.Status)).Distinct().Should().Equal((null, 200), ("bytes=5000-", 412));
        trail.Asked("GetObject", atMost: 7);
        trail.Ledger.Should().BeEquivalentTo(new { Records = 3L + 5L + 3L, Duplicates = 0L });
    }

    [Fact]
    public async Task Run_ObjectDeletedBetweenCutAndResume_IsQuarantinedWithoutItsBeginning()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 1);
        trail.PutDamaged("gone.json", TrailFile.Json("gone.json", records: 3, padding: 3_000));
        trail.Add("GetObject", FaultEffect.CutBody(5_000), times: 1, key: "gone.json");
        var resume = trail.Add("GetObject", FaultEffect.Hold, times: 1, skip: 1, key: "gone.json");
        var running = trail.RunAsync();
        await resume.WaitForHitsAsync(cancellationToken: Cancelled);

        trail.Bucket.Delete("gone.json");
        resume.Release();

        await running;
        trail.Ledger.Quarantined.Should().ContainSingle().Which.GetProperty("@cause").GetString().Should().Be("ObjectMissing");
    }
}
