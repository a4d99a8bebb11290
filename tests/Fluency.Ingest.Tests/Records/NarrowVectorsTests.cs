using System.Runtime.Intrinsics;
using Fluency.Ingest.Tests.Abstractions;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

/// <summary>Runs what reads JSON by blocks once more, in processes of its own, as it runs on processors with less than this one has.</summary>
public class NarrowVectorsTests
{
    // Each test class of the records, and the fuzz tests of who reads their fields.
    static readonly string[] Classes = ["*.RecordReader*", $"*.{nameof(RecordPathsFuzzTests)}", $"*.{nameof(UncheckedRecordTests)}"];

    // The widest that the processor has is what all other tests run with.
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task RecordTests_PartsOfTheProcessorSwitchedOff_Pass(string switchedOff, int bits)
    {
        Assert.SkipUnless(bits <= 128 || Vector256.IsHardwareAccelerated, "This processor has no vectors of this width.");
        var (exitCode, output) = await OwnProcess.RunTestsAsync(Classes, new() { [switchedOff] = "0", [RecordReaderWidthTests.Variable] = $"{bits}", [FuzzRuns.Variable] = "5" });

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("Total: [1-9][0-9]{2}, Errors: 0, Failed: 0");
    }
}
