using System.Runtime.Intrinsics;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

/// <summary>Proves, where tests run with parts of the processor switched off, that they are.</summary>
public class RecordReaderWidthTests
{
    public const string Variable = "FLUENCY_INGEST_VECTOR_BITS";

    static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    [Fact]
    public void RecordReader_WidthOfVectorsAskedFor_IsTheOneThatRuns() =>
        $"{Bits}".Should().Be(Environment.GetEnvironmentVariable(Variable) ?? $"{Bits}", $"nothing else runs where {Variable} says so");
}
