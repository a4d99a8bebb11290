using System.Text.Json;
using CustomSink;
using Fluency.Ingest.Testing.Conformance;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Samples;

/// <summary>The sample is what authors of sinks begin with, so it keeps every rule.</summary>
public sealed class CustomSinkTests
{
    [Fact]
    public Task FolderSink_EveryRule_Keeps() => SinkRules.CheckAllAsync(static () => new FolderSinkUnderTest(), TestContext.Current.CancellationToken);

    sealed class FolderSinkUnderTest : SinkUnderTest
    {
        readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fluency-ingest-");

        public override bool CanBreak => true;

        public override ISink Create() => new FolderSink(new FolderSinkOptions { Path = Output });

        public override async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken)
        {
            var records = new List<ReadOnlyMemory<byte>>();
            foreach (var path in Directory.GetFiles(Output, "*.json").Order(StringComparer.Ordinal))
            {
                using var batch = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
                records.AddRange(batch.RootElement.EnumerateArray().Select(static record => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(record.GetRawText())));
            }

            return records;
        }

        public override ValueTask BreakAsync(CancellationToken cancellationToken)
        {
            Directory.Move(Output, Output + "-away");
            File.WriteAllText(Output, "A file in the place of the folder.");
            return default;
        }

        public override ValueTask MendAsync(CancellationToken cancellationToken)
        {
            File.Delete(Output);
            Directory.Move(Output + "-away", Output);
            return default;
        }

        public override ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return base.DisposeAsync();
        }

        string Output => Path.Combine(_folder.FullName, "out");
    }
}
