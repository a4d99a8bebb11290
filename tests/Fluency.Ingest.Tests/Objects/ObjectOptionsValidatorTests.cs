using Fluency.Ingest.Objects;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public class ObjectOptionsValidatorTests
{
    [Fact]
    public void ObjectOptionsValidator_Defaults_AreValid() =>
        new ObjectOptionsValidator().Validate(null, new()).Succeeded.Should().BeTrue();

    [Fact]
    public void ObjectOptionsValidator_AllOutOfRange_NamesAll() =>
        new ObjectOptionsValidator().Validate(null, new() { IdleTimeout = TimeSpan.Zero, MaxResumes = -1, MaxDecompressedBytes = 0 }).FailureMessage
            .Should().ContainAll(nameof(ObjectOptions.IdleTimeout), nameof(ObjectOptions.MaxResumes), nameof(ObjectOptions.MaxDecompressedBytes));
}
