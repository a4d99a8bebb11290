using System.Globalization;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class FileSinkOptionsValidatorTests
{
    [Theory]
    [InlineData("events.ndjson")]
    [InlineData("out/events.ndjson")]
    [InlineData("/var/log/äö ü.ndjson")]
    public void FileSinkOptionsValidator_FilePath_Accepts(string path) => ErrorOf("a", path).Should().BeNull();

    [Fact]
    public void FileSinkOptionsValidator_NoPath_NamesTheKey() =>
        ErrorOf("Ingest:Sinks:events", "").Should().StartWith("Ingest:Sinks:events:Path is missing.");

    [Fact]
    public void FileSinkOptionsValidator_NoName_NamesTheOption() => ErrorOf(null, "").Should().StartWith("Path is missing.");

    [Fact]
    public void FileSinkOptionsValidator_ExistingFolder_NamesIt() =>
        ErrorOf("a", Path.GetTempPath().TrimEnd('/')).Should().Contain($"\"{Path.GetTempPath().TrimEnd('/')}\", which is a folder");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void FileSinkOptionsValidator_NoBytes_SaysWhatIsAllowed(long bytes) =>
        ErrorOf(new() { MaxFileBytes = bytes }).Should().Be($"MaxFileBytes is {bytes} but must be 1 or more. Leave it out for files without a limit.");

    [Theory]
    [InlineData("00:00:00.999")]
    [InlineData("49.00:00:01")]
    public void FileSinkOptionsValidator_AgeOutOfRange_SaysWhatIsAllowed(string age) =>
        ErrorOf(new() { MaxFileAge = TimeSpan.Parse(age, CultureInfo.InvariantCulture) }).Should().StartWith("MaxFileAge is ").And.Contain("from 00:00:01 to 49.00:00:00");

    [Fact]
    public void FileSinkOptionsValidator_CompressionOfFilesThatAreNeverComplete_NamesWhatIsMissing() =>
        ErrorOf(new() { Compression = FileCompression.Gzip }).Should().EndWith("set MaxFileBytes or MaxFileAge too.");

    [Fact]
    public void FileSinkOptionsValidator_Rotation_Accepts() =>
        ErrorOf(new() { MaxFileBytes = 1, MaxFileAge = TimeSpan.FromDays(1), Compression = FileCompression.Gzip }).Should().BeNull();

    static string? ErrorOf(FileSinkOptions options)
    {
        options.Path = "events.ndjson";
        return new FileSinkOptionsValidator().Validate(null, options).FailureMessage;
    }

    static string? ErrorOf(string? name, string path) =>
        new FileSinkOptionsValidator().Validate(name, new FileSinkOptions { Path = path }).FailureMessage;
}
