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

    static string? ErrorOf(string? name, string path) =>
        new FileSinkOptionsValidator().Validate(name, new FileSinkOptions { Path = path }).FailureMessage;
}
