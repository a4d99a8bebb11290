using System.Buffers;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Objects;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fluency.Ingest.FunctionalTests.Readme;

/// <summary>The README's C# blocks, compiled. <see cref="ReadmeTests"/> compares them with the README and runs them.</summary>
static class ReadmeExamples
{
    public static void AddToHost(HostApplicationBuilder builder, string queueUrl)
    {
        builder.Services.AddFluencyIngest(ingest => ingest
            .AddPipe("cloudtrail", pipe => pipe
                .FromS3Notifications(source => source.QueueUrl = queueUrl)
                .Route(route => route.Process<CloudTrailAdjustments>().ToFile("out/events.ndjson"))
                .QuarantineToFile()));
    }

    public static async Task<PipeStatistics> RunWithoutHostAsync(string folder, string output, string quarantine, CancellationToken cancellationToken)
    {
        await using var pipe = Pipe.CreateBuilder("cloudtrail")
            .FromFiles(folder)
            .Route(route => route.Process<CloudTrailAdjustments>().ToFile(output))
            .QuarantineToFile(quarantine)
            .Build();
        PipeStatistics done = await pipe.RunUntilEmptyAsync(cancellationToken);
        return done;
    }

    public static async Task<string> RunInAUnitTestAsync(CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        await using var pipe = Pipe.CreateBuilder("test")
            .From(new MemorySource("a.json", Encoding.UTF8.GetBytes("""{"Records":[{"readOnly":true},{"readOnly":false}]}""")))
            .Route(route => route.Process<DropReadOnly>().To((batch, _) =>
            {
                foreach (var record in batch)
                {
                    record.WriteLineTo(lines);
                }

                return ValueTask.CompletedTask;
            }))
            .Build();
        await pipe.RunUntilEmptyAsync(cancellationToken);
        return Encoding.UTF8.GetString(lines.WrittenSpan);
    }

    public static async Task<long> RunWithASinkAsync(CancellationToken cancellationToken)
    {
        var sink = new CountingSink();
        await using var pipe = Pipe.CreateBuilder("test").From(new MemorySource("a.json", "[1,2,3]"u8.ToArray())).Route(route => route.To(sink)).Build();
        await pipe.RunUntilEmptyAsync(cancellationToken);
        return sink.Records;
    }

    sealed class DropReadOnly : IProcessor
    {
        static readonly RecordPath ReadOnly = RecordPath.Parse("readOnly");

        public ProcessorResult Process(Record record) =>
            record.TryGet(ReadOnly, out var value) && value.Kind == JsonTokenType.True ? ProcessorResult.Drop : ProcessorResult.Pass;
    }

    sealed class CountingSink : ISink
    {
        public long Records;

        // Durable is what returning means. What throws is tried again; SinkException says more: which records failed, and whether for good.
        public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref Records, batch.Count);
            return ValueTask.CompletedTask;
        }
    }
}
