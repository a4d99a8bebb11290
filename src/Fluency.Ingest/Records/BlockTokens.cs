using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Records;

/// <summary>Where the tokens of 64 bytes of JSON are: a bit a byte, the first one lowest.</summary>
ref struct BlockTokens
{
    /// <summary>From the opening quote of each string to the byte before its closing one.</summary>
    public ulong Inside;

    /// <summary>Opening quotes.</summary>
    public ulong Opens;

    /// <summary>Closing quotes.</summary>
    public ulong Closes;

    /// <summary>Backslashes, wherever they stand.</summary>
    public ulong Backslashes;

    /// <summary>The bytes behind a backslash that is not escaped itself.</summary>
    public ulong Escaped;

    /// <summary>Control characters, wherever they stand.</summary>
    public ulong Controls;

    /// <summary>Brackets that open, of both kinds; these and all below outside of strings.</summary>
    public ulong Openers;

    /// <summary>Brackets that close.</summary>
    public ulong Closers;

    /// <summary>Square brackets, of both kinds.</summary>
    public ulong Squares;

    public ulong Colons;

    public ulong Commas;

    /// <summary>White space.</summary>
    public ulong Spaces;

    /// <summary>Everything else: literals, numbers, and what does not belong there.</summary>
    public ulong Others;

    /// <summary>Finds the tokens of a block whose first byte is not escaped.</summary>
    /// <param name="first">The block.</param>
    /// <param name="inString">All ones if it begins in a string, else zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BlockTokens Find<TBytes>(ref readonly byte first, ulong inString)
        where TBytes : struct, IBytes64<TBytes>
    {
        var bytes = TBytes.Load(in first);
        BlockTokens tokens;
        var quotes = bytes.Equal((byte)'"');
        tokens.Backslashes = bytes.Equal((byte)'\\');
        var carry = 0UL;
        tokens.Escaped = tokens.Backslashes == 0 ? 0 : BlockBits.Escaped(tokens.Backslashes, ref carry);
        quotes &= ~tokens.Escaped;
        tokens.Inside = BlockBits.PrefixXor(quotes) ^ inString;
        tokens.Opens = quotes & tokens.Inside;
        tokens.Closes = quotes & ~tokens.Inside;
        var outside = ~(tokens.Inside | quotes);
        tokens.Controls = bytes.AtMost(0x1F);
        tokens.Spaces = bytes.Equal((byte)' ') & outside;
        if ((tokens.Controls & outside) != 0)
        {
            tokens.Spaces |= (bytes.Equal((byte)'\n') | bytes.Equal((byte)'\r') | bytes.Equal((byte)'\t')) & outside;
        }

        var arrays = bytes.Equal((byte)'[');
        var arrayEnds = bytes.Equal((byte)']');
        tokens.Openers = (bytes.Equal((byte)'{') | arrays) & outside;
        tokens.Closers = (bytes.Equal((byte)'}') | arrayEnds) & outside;
        tokens.Squares = (arrays | arrayEnds) & outside;
        tokens.Colons = bytes.Equal((byte)':') & outside;
        tokens.Commas = bytes.Equal((byte)',') & outside;
        tokens.Others = outside & ~(tokens.Openers | tokens.Closers | tokens.Colons | tokens.Commas | tokens.Spaces);
        return tokens;
    }
}
