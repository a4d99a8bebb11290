using System.Text;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class SecretTests : IDisposable
{
    const string Token = "very-secret-7f3a";

    readonly TemporaryFolder _folder = new();

    string TokenFile => _folder.File("token");

    [Fact]
    public async Task Write_TokenFile_IsReadBeforeEachRequest()
    {
        await using var collector = await SomeCollector.StartAsync();
        await File.WriteAllTextAsync(TokenFile, $" {collector.Token}\r\n", SomeCollector.Cancelled);
        using var sink = collector.Sink(options => (options.Token, options.TokenFile) = (null, TokenFile));
        await sink.WriteAsync("1");

        collector.AddToken(Token);
        collector.RemoveToken(collector.Token);
        var failed = await sink.FailAsync(Batches.Of("2"));
        await File.WriteAllTextAsync(TokenFile, Token, SomeCollector.Cancelled);
        await sink.WriteAsync("2");

        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().Contain("Invalid token").And.Contain($"into TokenFile ({TokenFile})");
        collector.Events.Select(read => read.Event).Should().Equal("1", "2");
        collector.Requests[^1].Headers["Authorization"].Should().Be($"Splunk {Token}");
    }

    [Fact]
    public void Read_SymbolicLinkTurnedToAnotherFile_IsSeen()
    {
        Directory.CreateDirectory(_folder.File("a"));
        Directory.CreateDirectory(_folder.File("b"));
        File.WriteAllText(_folder.File("a/token"), "aaa");
        File.WriteAllText(_folder.File("b/token"), "bbb");
        Directory.CreateSymbolicLink(_folder.File("data"), "a");
        var secret = Secret.Of("Token", null, _folder.File("data/token"))!;
        secret.Read().Should().Be("aaa");

        Directory.Delete(_folder.File("data"));
        secret.Read().Should().Be("aaa", "it is just being replaced");
        Directory.CreateSymbolicLink(_folder.File("data"), "b");

        secret.Read().Should().Be("bbb");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("two words")]
    [InlineData("tökén")]
    [InlineData("a\nAuthorization: b")]
    public void Read_FileWithoutASecret_IsTransientAndShowsNothing(string content)
    {
        File.WriteAllText(TokenFile, content);

        var read = () => Secret.Of("Token", null, TokenFile)!.Read();

        var failed = read.Should().Throw<SinkException>().Which;
        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().Contain(TokenFile).And.NotContain("words").And.NotContain("tökén");
    }

    [Fact]
    public void Read_HalfWrittenFile_KeepsTheSecretOfBefore()
    {
        File.WriteAllText(TokenFile, Token);
        var secret = Secret.Of("Token", null, TokenFile)!;
        secret.Read();

        File.WriteAllText(TokenFile, "");

        secret.Read().Should().Be(Token);
    }

    [Fact]
    public void Read_NoFile_NamesIt()
    {
        var read = () => Secret.Of("Token", null, TokenFile)!.Read();

        read.Should().Throw<SinkException>().Which.Message.Should().Contain(TokenFile).And.Contain("could not be read");
    }

    [Fact]
    public async Task Anything_ThatCanBeRead_ShowsNoSecret()
    {
        const string Key = "whsec_c2VjcmV0LWtleS1zZWNyZXQta2V5";
        await using var collector = await SomeCollector.StartAsync();
        var log = new StringBuilder();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(new WritingLoggers(log)).SetMinimumLevel(LogLevel.Trace));
        var events = new HttpEventCollectorOptions { Endpoint = collector.Url, Token = Token };
        var hook = new WebhookOptions { Endpoint = $"{collector.Url}/hook/{Token}?key={Token}", Token = Token, SigningKey = Key };
        hook.Headers["X-Api-Key"] = Token;
        using var toCollector = new HttpEventCollectorSink(events, loggers.CreateLogger<HttpEventCollectorSink>());
        using var toWebhook = new WebhookSink(hook, loggers.CreateLogger<WebhookSink>());
        (CollectorEffect Effect, CollectorPath Path)[] faults =
        [
            .. from path in new[] { CollectorPath.Events, CollectorPath.Webhook }
               from effect in new[]
               {
                   CollectorEffect.CloseConnection, CollectorEffect.CloseAfterReading, CollectorEffect.Answer(403, 4, $"Invalid token {Token}"), CollectorEffect.Answer(200, 24, $"{Token} nearly full"),
                   CollectorEffect.BareAnswer(400, Token), CollectorEffect.BareAnswer(413, Token), CollectorEffect.BareAnswer(302, new string('x', 195) + Token), CollectorEffect.BareAnswer(500, $"{(path == CollectorPath.Webhook ? Key : "")} {Token.ToUpperInvariant()}"),
               }
               select (effect, path),
        ];
        foreach (var (effect, path) in faults)
        {
            var fault = collector.Faults.Add(new CollectorFault { Path = path, Effect = effect });
            log.AppendLine(await TryAsync(path == CollectorPath.Events ? toCollector : toWebhook));
            collector.Faults.Remove(fault);
        }

        await collector.GoDownAsync(SomeCollector.Cancelled);
        log.AppendLine(await TryAsync(toCollector)).AppendLine(await TryAsync(toWebhook));
        log.AppendLine($"{events} {hook} {toCollector} {toWebhook} {Secret.Of("Token", Token, null)}");

        log.ToString().Should().Contain("Invalid token").And.Contain("413").And.NotContainEquivalentOf("very-secret").And.NotContain("c2VjcmV0");
    }

    [Theory]
    [InlineData("Cannot POST /hook/T0AA/pa%2Fth-Secret77?sig=que%2BSecret88&v=2")]
    [InlineData("no such hook: pa/th-Secret77")]
    [InlineData("bad sig que+Secret88")]
    [InlineData("unknown key pass-Secret99")]
    public async Task Write_ReceiverRepeatsASecretOfTheAddressOrOfAHeader_IsNotShown(string answer)
    {
        await using var collector = await SomeCollector.StartAsync();
        var options = new WebhookOptions { Endpoint = $"{collector.Url}/hook/T0AA/pa%2Fth-Secret77?sig=que%2BSecret88&v=2" };
        options.Headers["X-Authorization"] = "Basic pass-Secret99";
        using var sink = new WebhookSink(options);
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Effect = CollectorEffect.BareAnswer(404, answer) });

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.ToString().Should().Contain("404").And.NotContain("Secret");
    }

    [Theory]
    [InlineData(EventWatchMode.HttpEventCollector)]
    [InlineData(EventWatchMode.Auto)]
    public async Task Write_CollectorRepeatsWhatTheAddressAdds_IsNotShown(EventWatchMode mode)
    {
        await using var collector = await SomeCollector.StartAsync();
        var path = "/tenant-Secret77/services/collector";
        using var sink = new EventWatchSink(new EventWatchOptions { Endpoint = collector.Url + path, Token = Token, Mode = mode });
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Effect = CollectorEffect.BareAnswer(404, $"Cannot POST {path}/event") });

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.ToString().Should().Contain("404").And.Contain("/services/collector/event").And.NotContain("Secret");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Write_ReceiverRepeatsAHeaderThatIsNotReadToItsEnd_IsNotShown(int times)
    {
        await using var collector = await SomeCollector.StartAsync();
        var header = string.Concat(Enumerable.Range(0, 1_000).Select(static number => $"Secret{number:0000}"));
        using var sink = collector.Webhook(options => options.Headers["X-Key"] = header);
        var answer = string.Concat(Enumerable.Repeat($"Header too large: {header}{header[..^1]}", times));
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Webhook, Effect = CollectorEffect.BareAnswer(431, answer) });

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.ToString().Should().Contain("431").And.NotContain("Secret");
    }

    [Theory]
    [InlineData(CollectorPath.Events)]
    [InlineData(CollectorPath.Webhook)]
    public async Task Write_ReceiverRepeatsTheTokenEscaped_IsNotShown(CollectorPath path)
    {
        await using var collector = await SomeCollector.StartAsync();
        var sink = path == CollectorPath.Events ? (ISink)collector.Sink(static options => options.Token = "se/cret+Secret==") : collector.Webhook(static options => options.Token = "se/cret+Secret==");
        collector.Faults.Add(new CollectorFault { Path = path, Effect = CollectorEffect.BareAnswer(403, """{"text":"Invalid token se\/cret\u002bSecret\u003d=","code":4}""") });

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.ToString().Should().Contain("Invalid token (not shown)").And.NotContainEquivalentOf("cret");
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("line\r\nX-Other: 1")]
    public void Options_WrongToken_IsNotShown(string token)
    {
        var make = () => new HttpEventCollectorSink(new HttpEventCollectorOptions { Endpoint = "https://a", Token = token });

        make.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().Which.Message.Should().StartWith("Token (not shown) must be one word").And.NotContain("words").And.NotContain("X-Other");
    }

    public void Dispose() => _folder.Dispose();

    static async Task<string> TryAsync(ISink sink)
    {
        try
        {
            await sink.WriteAsync(Batches.Of("1", "2"), SomeCollector.Cancelled);
            return "";
        }
        catch (SinkException exception)
        {
            return exception.ToString();
        }
    }

    sealed class WritingLoggers(StringBuilder text) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            text.Append(eventId.Id).Append(' ').AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());

        public void Dispose()
        {
        }
    }
}
