using System.Diagnostics;
using System.Text.Json;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class StatisticsFileTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string Stats => Path.Combine(_folder.FullPath, "stats.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("something that is far longer than the statistics are, so that its end would stay if it was only written over")]
    public async Task Write_File_IsReplacedAsAWhole(string? before)
    {
        if (before is not null)
        {
            await File.WriteAllTextAsync(Stats, string.Concat(Enumerable.Repeat(before, 50)), Token);
        }

        await WriteAsync();

        await ShouldBeStatisticsAsync(Stats);
        Directory.GetFiles(_folder.FullPath).Should().Equal(Stats);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_ThroughLinks_WritesTheirTargetAndKeepsThem(bool exists)
    {
        var (target, between) = (Path.Combine(_folder.FullPath, "target"), Path.Combine(_folder.FullPath, "between"));
        if (exists)
        {
            await File.WriteAllTextAsync(target, "before", Token);
        }

        File.CreateSymbolicLink(between, "target");
        File.CreateSymbolicLink(Stats, between);

        await WriteAsync();

        await ShouldBeStatisticsAsync(target);
        new FileInfo(Stats).LinkTarget.Should().Be(between);
        new FileInfo(between).LinkTarget.Should().Be("target");
    }

    [Theory(Timeout = 20_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_IntoANamedPipe_HandsItToTheReaderAndKeepsThePipe(bool isLinked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        var pipe = isLinked ? Path.Combine(_folder.FullPath, "pipe") : Stats;
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync(Token);
        }

        if (isLinked)
        {
            File.CreateSymbolicLink(Stats, pipe);
        }

        // Opening it waits for the other side.
        var read = Task.Run(() => File.ReadAllTextAsync(pipe, Token), Token);

        await Task.Run(() => WriteAsync(), Token).WaitAsync(TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(await read.WaitAsync(TestContext.Current.CancellationToken));
        json.RootElement.TryGetProperty("messages", out _).Should().BeTrue();
        Directory.GetFiles(_folder.FullPath).Should().HaveCount(isLinked ? 2 : 1);
    }

    Task WriteAsync() => StatisticsFile.WriteAsync(
        Stats,
        new PipeStatistics { Messages = new MessageStatistics(0, 0, 0, 0), Objects = new ObjectStatistics(0, 0, 0, 0, 0), Records = new RecordStatistics(0, 0, 0, 0, 0), Sinks = new Dictionary<string, SinkStatistics>() },
        default);

    static async Task ShouldBeStatisticsAsync(string path)
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, Token));
        json.RootElement.TryGetProperty("messages", out _).Should().BeTrue();
    }
}
