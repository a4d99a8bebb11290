using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing.Http;

/// <summary>Sends answers, and does to them what the faults ask for.</summary>
static class Answer
{
    /// <summary>Sends a status and a body. Headers are set on the response before.</summary>
    public static async Task SendAsync(Call call, int status, ReadOnlyMemory<byte> body)
    {
        if (!TryStart(call, status))
        {
            return;
        }

        // The faults of a body have nothing to bite on where there is none.
        var fault = body.IsEmpty ? null : call.Aws.Faults.At(FaultPoint.Body, call.Log).FirstOrDefault();
        if (fault is null)
        {
            await SendWholeAsync(call, body).ConfigureAwait(false);
        }
        else
        {
            await SendWithAsync(fault, call, body).ConfigureAwait(false);
        }
    }

    /// <summary>Answers a HEAD: the headers of a GET without its body.</summary>
    public static Task SendHeadAsync(Call call, int status, long length)
    {
        if (TryStart(call, status))
        {
            call.Response.ContentLength = length;
        }

        return Task.CompletedTask;
    }

    static bool TryStart(Call call, int status)
    {
        if (call.Aws.Faults.At(FaultPoint.Answer, call.Log).Any())
        {
            call.Http.Abort();
            return false;
        }

        call.Log.Status = status;
        call.Response.StatusCode = status;
        return true;
    }

    static Task SendWholeAsync(Call call, ReadOnlyMemory<byte> body)
    {
        if (call.Response.StatusCode is 204 or 304)
        {
            // These have no body by definition, so not even a length of one.
            return Task.CompletedTask;
        }

        call.Response.ContentLength = body.Length;
        return body.IsEmpty ? Task.CompletedTask : WriteAsync(call, body);
    }

    static async Task SendWithAsync(Fault fault, Call call, ReadOnlyMemory<byte> body)
    {
        var split = (int)Math.Min(fault.Effect.Bytes, body.Length);
        call.Response.ContentLength = body.Length;
        switch (fault.Effect.Kind)
        {
            case FaultKind.CutBody:
                // Kestrel closes the connection, after all that was written, when a body stays shorter than announced.
                await WriteAsync(call, body[..split]).ConfigureAwait(false);
                break;
            case FaultKind.OpenEndedBody:
                // A transfer coding that is not "chunked" is the one way to make Kestrel end a body by closing the connection.
                call.Response.ContentLength = null;
                call.Response.Headers.TransferEncoding = "identity";
                await WriteAsync(call, body[..split]).ConfigureAwait(false);
                break;
            case FaultKind.StallBody:
                await WriteAsync(call, body[..split]).ConfigureAwait(false);
                await fault.Released.WaitAsync(call.Aborted).ConfigureAwait(false);
                await WriteAsync(call, body[split..]).ConfigureAwait(false);
                break;
            case FaultKind.CorruptBody:
                var corrupt = body.ToArray();
                corrupt[Math.Min(split, corrupt.Length - 1)] ^= 0x20;
                await WriteAsync(call, corrupt).ConfigureAwait(false);
                break;
            case FaultKind.WrongChecksum:
                SpoilChecksum(call);
                await WriteAsync(call, body).ConfigureAwait(false);
                break;
            default:
                throw new InvalidOperationException($"{fault.Effect.Kind} is no fault of a body.");
        }
    }

    static void SpoilChecksum(Call call)
    {
        var headers = call.Response.Headers;
        var name = headers.Keys.FirstOrDefault(key => key.StartsWith("x-amz-checksum-crc", StringComparison.OrdinalIgnoreCase)) ?? "x-amz-checksum-crc32";
        headers[name] = name.EndsWith("crc64nvme", StringComparison.OrdinalIgnoreCase) ? "AAAAAAAAAAE=" : "AAAAAQ==";
    }

    static async Task WriteAsync(Call call, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            // The headers leave even if nothing follows.
            await call.Response.Body.FlushAsync(call.Aborted).ConfigureAwait(false);
            return;
        }

        await call.Response.Body.WriteAsync(body, call.Aborted).ConfigureAwait(false);
    }
}
