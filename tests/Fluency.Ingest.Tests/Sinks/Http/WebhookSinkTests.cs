using System.Security.Cryptography;
using System.Text;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class WebhookSinkTests
{
    [Theory]
    [InlineData(WebhookFormat.JsonArray, HttpCompression.None, "application/json")]
    [InlineData(WebhookFormat.JsonArray, HttpCompression.Gzip, "application/json")]
    [InlineData(WebhookFormat.JsonLines, HttpCompression.None, "application/x-ndjson")]
    [InlineData(WebhookFormat.JsonLines, HttpCompression.Gzip, "application/x-ndjson")]
    public async Task Write_Records_ArriveInOrder(WebhookFormat format, HttpCompression compression, string type)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook(options => (options.Format, options.Compression) = (format, compression));

        await sink.WriteAsync(SomeCollector.Numbered(100));

        collector.WebhookRecords.Should().Equal(SomeCollector.Numbered(100));
        var request = collector.Requests.Should().ContainSingle().Which;
        request.Headers["Content-Type"].Should().Be(type);
        request.Headers.ContainsKey("Content-Encoding").Should().Be(compression == HttpCompression.Gzip);
        request.Headers.Should().NotContainKey("webhook-signature").And.NotContainKey("Authorization");
    }

    [Fact]
    public async Task Write_RecordWithLineEnds_IsOneLine()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook(options => options.Format = WebhookFormat.JsonLines);

        await sink.WriteAsync("{\n \"a\" : 1\r\n}", "2");

        collector.WebhookRecords.Should().Equal("""{"a":1}""", "2");
    }

    [Fact]
    public async Task Write_HeadersAndToken_AreSent()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook(options =>
        {
            options.Token = "abc";
            options.Headers["X-Tenant"] = "seven";
            options.Headers["User-Agent"] = "ours";
        });

        await sink.WriteAsync("1");

        collector.Requests.Should().ContainSingle().Which.Headers.Should().Contain("Authorization", "Bearer abc").And.Contain("X-Tenant", "seven").And.Contain("User-Agent", "ours");
    }

    [Theory]
    [InlineData("Token", "Token abc")]
    [InlineData("", "abc")]
    public async Task Write_TokenScheme_StandsBeforeTheToken(string scheme, string header)
    {
        await using var collector = await SomeCollector.StartAsync(options => options.WebhookAuthorization = header);
        using var sink = collector.Webhook(options => (options.Token, options.TokenScheme) = ("abc", scheme));

        await sink.WriteAsync("1");

        collector.WebhookRecords.Should().ContainSingle();
    }

    [Theory]
    [InlineData(12, "aplaintextkey", HttpCompression.None)]
    [InlineData(0, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", HttpCompression.None)]
    [InlineData(0, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", HttpCompression.Gzip)]
    public async Task Write_SigningKey_SignsAsAReceiverVerifies(int padding, string key, HttpCompression compression)
    {
        await using var collector = await SomeCollector.StartAsync(options => options.SigningKey = key);
        using var right = collector.Webhook(options => (options.SigningKey, options.Compression) = (key, compression));
        using var wrong = collector.Webhook(options => (options.SigningKey, options.Compression) = (key + "BBBB", compression));

        await right.WriteAsync($"\"{new string('x', padding)}\"");
        var failed = await wrong.FailAsync(Batches.Of("2"));

        collector.WebhookRecords.Should().ContainSingle();
        failed.IsTransient.Should().BeTrue();
    }

    [Fact]
    public void Sign_ExampleOfTheSpecification_IsItsSignature() =>
        WebhookSignature.Sign(WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8)
            .Should().Be("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public async Task Write_Again_HasTheSameIdForTheSameRecords()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Times = 1, Effect = CollectorEffect.LoseAnswer });
        using var sink = collector.Webhook();
        using var batch = Batches.Of(SomeCollector.Numbered(3));

        await sink.FailAsync(batch);
        await sink.WriteAsync(batch, SomeCollector.Cancelled);
        await sink.WriteAsync("1");

        var ids = collector.Requests.Select(request => request.Headers["webhook-id"]).ToList();
        ids[0].Should().Be(ids[1]).And.NotBe(ids[2]);
        var text = string.Concat([.. batch.Select(record => record.Id.ToString()), .. SomeCollector.Numbered(3).Select(record => record + ",")]);
        ids[0].Should().Be(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..32]);
    }

    [Fact]
    public async Task Write_SameRecordInTwoForms_HasAnIdForEach()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook(static options => options.MaxBatchRecords = 1);
        await using var pipe = Pipe.CreateBuilder("test")
            .From(new MemorySource("a", """{"Records":[{"eventVersion":"1.09","eventSource":"s3.amazonaws.com","eventName":"X","eventTime":"2026-01-02T00:00:00Z"}]}"""u8.ToArray()))
            .MatchAll()
            .Route(route => route.To(sink))
            .Route(route => route.Process<CloudTrailAdjustments>().To(sink))
            .Build();

        await pipe.RunUntilEmptyAsync(SomeCollector.Cancelled);

        collector.WebhookRecords.Should().HaveCount(2);
        collector.Requests.Select(static request => request.Headers["webhook-id"]).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("Content-Language")]
    [InlineData("Expires")]
    public async Task Write_HeaderOfABody_IsSent(string name)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook(options => options.Headers[name] = "en");

        await sink.WriteAsync("1");

        collector.Requests.Should().ContainSingle().Which.Headers.Should().Contain(name, "en");
    }

    [Theory]
    [InlineData(WebhookFormat.JsonArray)]
    [InlineData(WebhookFormat.JsonLines)]
    public async Task Write_MaxBatchBytes_IsTheCeilingOfTheBody(WebhookFormat format)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook(options => (options.MaxBatchBytes, options.Format) = (20, format));

        for (var length = 1; length <= 18; length++)
        {
            await sink.WriteAsync(new string('1', length), "2", "3");
        }

        collector.Requests.Select(static request => request.Body.Length).Should().Contain(20).And.OnlyContain(static length => length <= 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(613)]
    [InlineData(999)]
    public async Task Write_OneRecordOfAThousandRefused_IsFoundAndTheOthersArrive(int bad)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.RefuseRecord = record => record == SomeCollector.Record(bad);
        using var sink = collector.Webhook();

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(1000)));

        failed.Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { bad } });
        failed.Message.Should().Contain("422").And.Contain("a record is not acceptable");
        collector.WebhookRecords.Should().Equal(SomeCollector.Numbered(1000).Where((_, index) => index != bad));
        collector.Requests.Should().HaveCountLessThan(40);
    }

    [Fact]
    public async Task Write_LoneRecordRefusedByAReceiverThatWorks_IsTheRecordsFaultAlsoAfterAnOutage()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.RefuseRecord = record => record == "7";
        using var sink = collector.Webhook();
        await sink.WriteAsync("1");
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Times = 1, Effect = CollectorEffect.BareAnswer(503) });

        (await sink.FailAsync(Batches.Of("7"))).IsTransient.Should().BeTrue();
        (await sink.FailAsync(Batches.Of("7"))).Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { 0 } });
        (await sink.FailAsync(Batches.Of("7"))).IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task Write_EverythingRefusedFromSomeTimeOn_IsTheReceiversFault()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Webhook();
        await sink.WriteAsync("1");
        collector.RefuseRecord = static _ => true;

        (await sink.FailAsync(Batches.Of(SomeCollector.Numbered(100)))).IsTransient.Should().BeTrue();
        for (var taken = 0; taken < 3; taken++)
        {
            (await sink.FailAsync(Batches.Of("7"))).IsTransient.Should().BeFalse("it may be the record");
        }

        (await sink.FailAsync(Batches.Of("7"))).IsTransient.Should().BeTrue("it is the receiver");
        collector.RefuseRecord = null;
        await sink.WriteAsync("7");

        collector.WebhookRecords.Should().Equal("1", "7");
    }

    [Fact]
    public async Task Write_EverythingIsTooLarge_IsTheReceiversFault()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Effect = CollectorEffect.BareAnswer(413) });
        using var sink = collector.Webhook();

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(1000)));

        failed.Should().BeEquivalentTo(new { IsTransient = true, FailedRecords = (int[]?)null });
        failed.Message.Should().Contain("413").And.Contain("Nothing else was taken meanwhile");
        collector.Requests.Should().HaveCountLessThan(20);
    }

    [Fact]
    public async Task Write_RecordsTooLargeForAReceiverThatWorks_AreTheRecordsFault()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.MaxContentLength = 100);
        using var sink = collector.Webhook();
        var large = $"\"{new string('x', 100)}\"";
        await sink.WriteAsync("1");

        (await sink.FailAsync(Batches.Of(large))).Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { 0 } });
        await sink.WriteAsync("2");
        (await sink.FailAsync(Batches.Of(large, large, large, large, "3"))).Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { 0, 1, 2, 3 } });

        collector.WebhookRecords.Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task Write_RefusedByAReceiverThatHasTakenNothing_Waits()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.RefuseRecord = static _ => true;
        using var sink = collector.Webhook();

        (await sink.FailAsync(Batches.Of("7"))).IsTransient.Should().BeTrue();
    }

    [Theory]
    [InlineData(201, true)]
    [InlineData(204, true)]
    [InlineData(301, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public async Task Write_Status_IsSuccessOrTransient(int status, bool isSuccess)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Effect = CollectorEffect.BareAnswer(status) });
        using var sink = collector.Webhook();

        var exception = await Xunit.Record.ExceptionAsync(async () => await sink.WriteAsync("1", "2"));

        (exception is null).Should().Be(isSuccess);
        exception.Should().Match<Exception?>(thrown => thrown == null || ((SinkException)thrown).IsTransient);
    }

    [Fact]
    public async Task Write_TooLarge_IsSplit()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.MaxContentLength = 500);
        using var sink = collector.Webhook();

        await sink.WriteAsync(SomeCollector.Numbered(100));

        collector.WebhookRecords.Should().Equal(SomeCollector.Numbered(100));
    }

    [Fact]
    public async Task Write_TooLargeOnce_LargerRequestsAreTriedAgainAfterAWhile()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Times = 1, Effect = CollectorEffect.BareAnswer(413) });
        using var sink = collector.Webhook(static options => (options.MaxBatchBytes, options.Format) = (2_000, WebhookFormat.JsonLines));

        for (var times = 0; times < 6; times++)
        {
            await sink.WriteAsync(SomeCollector.Numbered(1_000));
        }

        var bodies = collector.Requests.Select(static request => request.Body.Length).ToList();
        bodies.Skip(1).Take(64).Should().OnlyContain(static bytes => bytes <= 1_000);
        bodies.Max().Should().BeLessThanOrEqualTo(2_000);
        bodies.Skip(80).Should().Contain(static bytes => bytes > 1_900);
    }
}
