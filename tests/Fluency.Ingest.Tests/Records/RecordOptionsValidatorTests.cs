using Fluency.Ingest.Records;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class RecordOptionsValidatorTests
{
    [Fact]
    public void RecordOptionsValidator_Defaults_AreValid() =>
        new RecordOptionsValidator().Validate(null, new()).Succeeded.Should().BeTrue();

    [Fact]
    public void RecordOptionsValidator_AllOutOfRange_NamesAll() =>
        new RecordOptionsValidator().Validate(null, new() { MaxRecordBytes = 0, MaxDepth = 0 }).FailureMessage
            .Should().ContainAll(nameof(RecordOptions.MaxRecordBytes), nameof(RecordOptions.MaxDepth));
}
