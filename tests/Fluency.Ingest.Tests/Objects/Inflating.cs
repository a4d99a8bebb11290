using System.Buffers;
using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>
/// Inflates data in pieces, and watches: each piece of the input lies between other bytes each time, which nothing may come of, and around each output lies what must stay as it is.
/// </summary>
sealed class Inflating(Inflater inflater, int seed = 1)
{
    // More than the fast way writes in one turn.
    const int MarginBytes = 512;
    const int LargeBytes = 300_000;

    readonly Random _random = new(seed);
    byte[] _output = [];

    /// <summary>In one go, as far as the output reaches.</summary>
    public static Inflated Whole(byte[] data) => new Inflating(new()).InPieces(data, static () => int.MaxValue, static () => int.MaxValue);

    public static Inflated InPieces(byte[] data, int seed) => new Inflating(new(), seed).InPieces(data, PieceSizes.Of(seed), PieceSizes.Of(seed / 16));

    /// <summary>The first piece ends there, the second at the end.</summary>
    public static Inflated CutAt(byte[] data, int cut) => new Inflating(new(), cut).InPieces(data, Then(cut), static () => int.MaxValue);

    /// <summary>All of the input at once, into outputs of those sizes; what is left into one that is large.</summary>
    public static Inflated IntoPieces(byte[] data, params int[] outputBytes) => new Inflating(new()).InPieces(data, static () => int.MaxValue, Then(outputBytes));

    public Inflated InPieces(byte[] data, Func<int> inputBytes, Func<int> outputBytes)
    {
        _output = ArrayPool<byte>.Shared.Rent(MarginBytes + LargeBytes + MarginBytes);
        var inflated = Run(data, inputBytes, outputBytes);
        ArrayPool<byte>.Shared.Return(_output);
        return inflated;
    }

    // Those, and then all that is left.
    static Func<int> Then(params int[] sizes)
    {
        var left = new Queue<int>(sizes);
        return () => left.TryDequeue(out var size) ? size : int.MaxValue;
    }

    Inflated Run(byte[] data, Func<int> inputBytes, Func<int> outputBytes)
    {
        using var content = new MemoryStream();
        var read = 0;
        for (var end = 0; ;)
        {
            end += Math.Min(inputBytes(), data.Length - end);
            var result = InflateUpTo(data.AsSpan(read..end), outputBytes, content, ref read);
            if (result != InflateResult.Wanting || end == data.Length)
            {
                return new(result, content.ToArray(), read, inflater.Problem);
            }
        }
    }

    InflateResult InflateUpTo(ReadOnlySpan<byte> piece, Func<int> outputBytes, MemoryStream content, ref int read)
    {
        var input = Surround(piece);
        InflateResult result;
        do
        {
            result = Inflate(input, Math.Min(outputBytes(), LargeBytes), content, out var count);
            input = input[count..];
            read += count;
        }
        while (result == InflateResult.Full);

        return result;
    }

    InflateResult Inflate(ReadOnlySpan<byte> input, int outputBytes, MemoryStream content, out int read)
    {
        var guard = (byte)_random.Next(256);
        var output = _output.AsSpan(MarginBytes, outputBytes);
        var before = _output.AsSpan(0, MarginBytes);
        var behind = _output.AsSpan(MarginBytes + outputBytes, MarginBytes);
        before.Fill(guard);
        behind.Fill(guard);

        var result = inflater.Inflate(input, output, out read, out var written);

        Must(before.IndexOfAnyExcept(guard) < 0 && behind.IndexOfAnyExcept(guard) < 0, "nothing is written outside of the output");
        Must(read >= 0 && read <= input.Length && written >= 0 && written <= outputBytes, "no more is read and written than there is");
        Must(result != InflateResult.Full || written == outputBytes, "a full output is full");
        Must((result == InflateResult.Invalid) == (inflater.Problem is not null), "what is invalid is told, and nothing else");
        content.Write(output[..written]);
        return result;
    }

    ReadOnlySpan<byte> Surround(ReadOnlySpan<byte> piece)
    {
        var around = new byte[64];
        _random.NextBytes(around);
        byte[] all = [.. around.AsSpan(0, 32), .. piece, .. around.AsSpan(32)];
        return all.AsSpan(32, piece.Length);
    }

    static void Must(bool holds, string rule)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Broken: {rule}.");
        }
    }
}
