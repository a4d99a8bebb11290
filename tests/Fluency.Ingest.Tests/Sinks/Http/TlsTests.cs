using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class TlsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string AuthorityFile => _folder.File("authority.pem");

    [Fact]
    public async Task Write_AuthorityOfOnesOwn_IsTrusted()
    {
        await using var collector = await StartAsync();
        using var sink = collector.Sink(options => options.CertificateAuthorityFile = AuthorityFile);

        await sink.WriteAsync("1");

        collector.Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Write_UnknownAuthority_IsRefusedAndSaysWhatToDo()
    {
        await using var collector = await StartAsync();
        using var sink = collector.Sink();

        await RefusesAsync(collector, sink);
    }

    [Fact]
    public async Task Write_AnotherAuthority_IsRefused()
    {
        await using var other = await StartAsync();
        var authority = _folder.File("other.pem");
        File.Move(AuthorityFile, authority);
        await using var collector = await StartAsync();
        using var sink = collector.Sink(options => options.CertificateAuthorityFile = authority);

        await RefusesAsync(collector, sink);
    }

    [Fact]
    public async Task Write_CertificateOfAnotherName_IsRefused()
    {
        await using var collector = await StartAsync("collector.example.com");
        using var sink = collector.Sink(options => options.CertificateAuthorityFile = AuthorityFile);

        await RefusesAsync(collector, sink);
    }

    public void Dispose() => _folder.Dispose();

    static async Task RefusesAsync(LocalCollector collector, ISink sink)
    {
        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().StartWith($"No secure connection to {collector.Url}:").And.Contain("CertificateAuthorityFile");
        collector.Requests.Should().BeEmpty();
    }

    async Task<LocalCollector> StartAsync(string name = "127.0.0.1")
    {
        var collector = await SomeCollector.StartAsync(options => (options.UseTls, options.CertificateName) = (true, name));
        await File.WriteAllTextAsync(AuthorityFile, collector.CertificateAuthorityPem, SomeCollector.Cancelled);
        return collector;
    }
}
