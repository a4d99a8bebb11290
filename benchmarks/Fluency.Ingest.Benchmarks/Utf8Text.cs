using System.Text;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Text that is put together in a buffer large enough for it.</summary>
/// <param name="buffer">The buffer.</param>
ref struct Utf8Text(Span<byte> buffer)
{
    readonly Span<byte> _buffer = buffer;
    int _length;

    /// <summary>What has been put together.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Begins anew.</summary>
    public void Clear() => _length = 0;

    /// <summary>Adds text.</summary>
    public void Append(string text) => _length += Encoding.UTF8.GetBytes(text, _buffer[_length..]);

    /// <summary>Adds bytes as hexadecimal digits in lower case.</summary>
    public void AppendHex(scoped ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _buffer[_length..], out var written);
        _length += written;
    }
}
