using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>The sessions of an assumed role end within the hour, and the work does not.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    const string Role = "arn:aws:iam::111122223333:role/collector";

    const int VisibilityDenied = 1012;
    const int LeasesExtended = 1013;

    // For a promise that is broken: the test ends instead of waiting for what never comes.
    static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    SourceFixture _fixture = null!;

    static CancellationToken Token => SourceFixture.Token;

    int Assumed => _fixture.Aws.Requests.Count(static r => r is { Action: "AssumeRole", Status: 200 });

    public async ValueTask InitializeAsync()
    {
        _fixture = await SourceFixture.StartWithFakeTimeAsync();
        _fixture.Aws.Iam.RejectsUnknownKeys = true;
        _fixture.Aws.Iam.AddUser("AKIATEST", "secret").Allow("sts:AssumeRole");
        _fixture.Aws.Sts.AddRole(Role).Allow("*");
        _fixture.Bucket.Put("a", "{}"u8.ToArray());
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Session_NearsItsEnd_IsTakenAnewBeforeAnythingFails()
    {
        await using var deliveries = await FirstAsync();
        _fixture.FakeTime.Advance(TimeSpan.FromMinutes(49));
        await OpenAsync(deliveries.Current);
        Assumed.Should().Be(1);

        _fixture.FakeTime.Advance(TimeSpan.FromMinutes(2));
        await OpenAsync(deliveries.Current);

        Assumed.Should().Be(2);
        _fixture.Aws.Requests.Should().OnlyContain(static r => r.Status == null || r.Status < 400);
    }

    [Fact]
    public async Task Session_StsIsOutWhenItNearsItsEnd_IsUsedToItsEndAndThenTakenAnew()
    {
        await using var deliveries = await FirstAsync();
        var outage = _fixture.Aws.Faults.Add(new Fault { Action = "AssumeRole", Effect = FaultEffect.Answer(400, "ServiceUnavailable") });

        _fixture.FakeTime.Advance(TimeSpan.FromMinutes(51));
        await OpenAsync(deliveries.Current);
        var tries = outage.Hits;
        await OpenAsync(deliveries.Current);
        outage.Hits.Should().Be(tries, "STS is not asked again for each request");

        _fixture.Aws.Faults.Remove(outage);
        _fixture.FakeTime.Advance(TimeSpan.FromSeconds(31));
        await OpenAsync(deliveries.Current);
        Assumed.Should().Be(2);
    }

    [Fact]
    public async Task Session_EndedAndStsIsOut_FailsTheObjectForNow()
    {
        await using var deliveries = await FirstAsync();
        _fixture.Aws.Faults.Add(new Fault { Action = "AssumeRole", Effect = FaultEffect.Answer(400, "ServiceUnavailable") });
        _fixture.FakeTime.Advance(TimeSpan.FromMinutes(61));

        var open = () => OpenAsync(deliveries.Current);

        (await open.Should().ThrowAsync<IngestException>()).Which.Message.Should().Contain("s3://logs/a");
        _fixture.Aws.Faults.Clear();
    }

    [Fact]
    public async Task Object_TokenSaidToHaveExpired_IsReadWithNewCredentials()
    {
        await using var deliveries = await FirstAsync();
        _fixture.Aws.Faults.Add(new Fault { Action = "GetObject", Times = 1, Effect = FaultEffect.Answer(400, "ExpiredToken") });

        await OpenAsync(deliveries.Current);

        Assumed.Should().Be(2);
        _fixture.Aws.Requests.Where(static r => r.Action == "GetObject").Select(static r => r.AccessKeyId).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task Delete_TokenSaidToHaveExpired_IsTriedWithNewCredentials()
    {
        await using var deliveries = await FirstAsync();
        _fixture.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 1, Effect = FaultEffect.Answer(403, "ExpiredTokenException") });

        await _fixture.WhileTimePassesAsync(SettleAsync(deliveries.Current));

        Assumed.Should().Be(2);
        _fixture.Queue.Count.Should().Be(0);
    }

    // "Denied" comes from STS here, while somebody mends the role's trust policy: it says nothing of sqs:ChangeMessageVisibility.
    [Fact]
    public async Task Extension_RoleDeniedForAWhile_IsTriedAgainAndNotGivenUpForGood()
    {
        await using var deliveries = await FirstAsync();
        _fixture.Aws.Faults.Add(new Fault { Action = "ChangeMessageVisibilityBatch", Times = 1, Effect = FaultEffect.Answer(403, "ExpiredTokenException") });
        var denial = _fixture.Aws.Faults.Add(new Fault { Action = "AssumeRole", Effect = FaultEffect.Answer(403, "AccessDenied") });

        _fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await _fixture.Logger.WaitForAsync(LeasesExtended, 1, Token).WaitAsync(Guard, Token);
        _fixture.FakeTime.Advance(TimeSpan.FromSeconds(50));
        await _fixture.Logger.WaitForAsync(LeasesExtended, 2, Token).WaitAsync(Guard, Token);
        denial.Hits.Should().BePositive();
        _fixture.Aws.Faults.Remove(denial);
        _fixture.FakeTime.Advance(TimeSpan.FromSeconds(30));
        await _fixture.Logger.WaitForAsync(LeasesExtended, 3, Token).WaitAsync(Guard, Token);
        _fixture.FakeTime.Advance(TimeSpan.FromSeconds(60));

        _fixture.Queue.InFlight.Should().Be(1);
        deliveries.Current.LeaseLost.IsCancellationRequested.Should().BeFalse();
        _fixture.Logger.CountOf(VisibilityDenied).Should().Be(0);
    }

    [Fact]
    public async Task Receive_TokenSaidToHaveExpired_GoesOnWithNewCredentials()
    {
        await using var deliveries = await FirstAsync();
        _fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 1, Effect = FaultEffect.Answer(403, "ExpiredTokenException") });
        _fixture.Bucket.Put("c", "{}"u8.ToArray());

        (await _fixture.WhileTimePassesAsync(deliveries.MoveNextAsync().AsTask())).Should().BeTrue();

        deliveries.Current.Objects[0].Reference.Name.Should().Be("c");
        Assumed.Should().Be(2);
    }

    [Fact]
    public async Task Objects_ManyWhoseTokenExpiredAtOnce_TakeOneNewSession()
    {
        await using var deliveries = await FirstAsync();

        // Only the old token has expired: a request that is late must not meet with the new one.
        var expired = _fixture.Aws.Faults.Add(new Fault
        {
            Action = "GetObject",
            Key = _ => _fixture.Aws.Requests.Count(static request => request.Action == "AssumeRole") == 1,
            Effect = FaultEffect.Answer(400, "ExpiredToken"),
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenQuietlyAsync(deliveries.Current)));

        expired.Hits.Should().BePositive();
        Assumed.Should().Be(2);
    }

    async Task<IAsyncEnumerator<IDelivery>> FirstAsync()
    {
        var deliveries = _fixture.Read(static o => o.RoleArn = Role);
        await deliveries.MoveNextAsync();
        return deliveries;
    }

    static async Task<bool> SettleAsync(IDelivery delivery)
    {
        await delivery.SettleAsync(Disposition.Complete, Token);
        return true;
    }

    static async Task OpenAsync(IDelivery delivery)
    {
        await using var content = await delivery.Objects[0].OpenAsync(cancellationToken: Token);
    }

    static async Task OpenQuietlyAsync(IDelivery delivery)
    {
        try
        {
            await OpenAsync(delivery);
        }
        catch (IngestException)
        {
            // Requests and faults meet in any order, so that one object may meet two.
        }
    }
}
