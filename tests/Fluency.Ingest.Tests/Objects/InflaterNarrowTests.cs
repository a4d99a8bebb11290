using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Inflates once more, in processes of its own, as it is done on processors with less than this one has.</summary>
public sealed class InflaterNarrowTests
{
    static readonly string[] Classes =
    [
        $"*.{nameof(InflaterTests)}", $"*.{nameof(InflaterMatchTests)}", $"*.{nameof(InflaterInvalidTests)}", $"*.{nameof(InflaterPropertyTests)}", $"*.{nameof(InflaterDamageTests)}",
        $"*.{nameof(InflaterMemoryTests)}", $"*.{nameof(GzipDamageTests)}", $"*.{nameof(FoldedCrc32Tests)}",
    ];

    // With AVX2 goes BMI2, which .NET 10 has no switch of its own for.
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task InflaterTests_PartsOfTheProcessorSwitchedOff_Pass(string switchedOff)
    {
        var (exitCode, output) = await OwnProcess.RunTestsAsync(Classes, new() { [switchedOff] = "0", [FuzzRuns.Variable] = "5" });

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("Total: [1-9][0-9]+, Errors: 0, Failed: 0");
    }
}
