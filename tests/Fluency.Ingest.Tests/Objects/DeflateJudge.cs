using System.IO.Compression;
using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>What .NET's own inflater makes of data. It takes cut data for whole ones; but only those that are not at their end it wants more of.</summary>
static class DeflateJudge
{
    public static Inflated Of(byte[] data)
    {
        var atOnce = Read(data, 64 * 1024);

        // With an error all is lost that the same call would have given.
        return atOnce.Result == InflateResult.Invalid ? Read(data, 1) : atOnce;
    }

    static Inflated Read(byte[] data, int bytes)
    {
        using var input = new Input(data);
        using var inflater = new DeflateStream(input, CompressionMode.Decompress);
        using var content = new MemoryStream();
        var buffer = new byte[bytes];
        try
        {
            while (inflater.Read(buffer) is var count and > 0)
            {
                content.Write(buffer.AsSpan(0, count));
            }

            return new(input.IsAskedForMore ? InflateResult.Wanting : InflateResult.Ended, content.ToArray());
        }
        catch (InvalidDataException)
        {
            return new(InflateResult.Invalid, content.ToArray());
        }
    }

    sealed class Input(byte[] data) : MemoryStream(data, writable: false)
    {
        public bool IsAskedForMore { get; private set; }

        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            IsAskedForMore |= read == 0;
            return read;
        }
    }
}
