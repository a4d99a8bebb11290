using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Looks again and again, and tells of what has changed. The one who looks pays for it, and nobody waits for him.</summary>
static class StatusWatch
{
    /// <summary>As <see cref="Pipe.WatchStatusAsync"/> says.</summary>
    public static async IAsyncEnumerable<PipeStatus> WatchAsync(Func<PipeStatus> look, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> last = default;
        while (!cancellationToken.IsCancellationRequested)
        {
            var status = look();
            var picture = PictureOf(status);
            if (!picture.Span.SequenceEqual(last.Span))
            {
                last = picture;
                yield return status;
            }

            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Lists are compared by what is in them only once they are written down.
    static ReadOnlyMemory<byte> PictureOf(PipeStatus status)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(writer, status with { Time = default }, StatusJson.PipeStatus);
        return buffer.WrittenMemory;
    }
}
