using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Records;

/// <summary>What may follow what in JSON (RFC 8259, sections 2 to 7), checked for 64 bytes at once.</summary>
/// <remarks>
/// A token is right where it stands if what stands before it allows it there: behind a colon a value, behind a name a colon. Since every byte outside of strings is a token's
/// or white space, a text all of whose tokens are allowed is right. What the last byte of a block allows is carried to the next one, as a bit: exactly one of
/// <see cref="_name"/>, <see cref="_value"/>, <see cref="_colon"/> and <see cref="_after"/>, unless the block ends in a string.
/// </remarks>
struct BlockGrammar
{
    // A name or a value may come; an end may, too, since nothing has come yet; a colon must; a comma or an end must.
    ulong _name;
    ulong _value;
    ulong _end;
    ulong _colon;
    ulong _after;

    // All ones if a string goes on, and whether that is a name.
    ulong _inString;
    ulong _inName;

    /// <summary>The state that the next block begins in; <see cref="ScanState.String"/> if it begins in a string.</summary>
    public readonly ScanState State =>
        _name != 0 ? (_end != 0 ? ScanState.NameOrEnd : ScanState.Name)
        : _value != 0 ? (_end != 0 ? ScanState.ValueOrEnd : ScanState.Value)
        : _colon != 0 ? ScanState.Colon
        : _after != 0 ? ScanState.AfterValue
        : ScanState.String;

    public readonly bool InName => _inName != 0;

    /// <summary>All ones if the next block begins in a string, else zero.</summary>
    public readonly ulong InString => _inString;

    /// <summary>Begins in any state between tokens or within the plain part of a string.</summary>
    public static bool TryBegin(ScanState state, bool inName, out BlockGrammar grammar)
    {
        grammar = new BlockGrammar
        {
            _name = Bit(state is ScanState.Name or ScanState.NameOrEnd),
            _value = Bit(state is ScanState.Value or ScanState.ValueOrEnd),
            _end = Bit(state is ScanState.NameOrEnd or ScanState.ValueOrEnd),
            _colon = Bit(state == ScanState.Colon),
            _after = Bit(state == ScanState.AfterValue),
            _inString = state == ScanState.String ? ulong.MaxValue : 0,
            _inName = Bit(state == ScanState.String && inName),
        };
        return state is >= ScanState.Value and <= ScanState.String;
    }

    /// <summary>Finds the tokens of a block that stand where they must not.</summary>
    /// <param name="tokens">The block.</param>
    /// <param name="objects">A bit for each byte whose innermost container is an object; an opening bracket's is its own.</param>
    /// <param name="length">How many of its bytes count.</param>
    /// <param name="next">What the next block begins with.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly ulong Check(in BlockTokens tokens, ulong objects, int length, out BlockGrammar next)
    {
        var parts = tokens.Openers | tokens.Commas;
        var mayName = Behind(parts & objects, _name, tokens.Spaces, length, out next._name);
        var mayValue = Behind((parts & ~objects) | tokens.Colons, _value, tokens.Spaces, length, out next._value);
        var mayEnd = Behind(tokens.Openers, _end, tokens.Spaces, length, out next._end);
        // The closing quotes of names: the sum carries from an opening quote through all that is inside, to the first byte that is not.
        var begins = (tokens.Opens & mayName) | _inName;
        var through = tokens.Inside + begins;
        var nameEnds = through & tokens.Closes;
        next._inName = Bit(through < begins);
        next._inString = (ulong)((long)tokens.Inside >> 63);
        var mayColon = Behind(nameEnds, _colon, tokens.Spaces, length, out next._colon);
        var mayComma = Behind((tokens.Closes ^ nameEnds) | tokens.Closers | tokens.Others, _after, tokens.Spaces, length, out next._after);
        return Wrong(tokens, mayName, mayValue, mayEnd, mayColon, mayComma);
    }

    /// <summary>Runs over blocks in which objects, and nothing but objects, are open and opened: most of all. Stops before any other, and before one that may be wrong.</summary>
    /// <remarks>Nothing that rarely happens is in this loop, so that what it works on stays in registers.</remarks>
    /// <param name="data">The text.</param>
    /// <param name="position">Where to begin; where it has stopped.</param>
    /// <param name="last">The last position at which a block may begin.</param>
    /// <param name="depth">How many are open.</param>
    /// <param name="floor">The depth to stop before.</param>
    /// <param name="maxDepth">The deepest allowed.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void RunThroughObjects<TBytes>(ref byte data, ref int position, int last, ref int depth, int floor, int maxDepth)
        where TBytes : struct, IBytes64<TBytes>
    {
        var name = _name;
        var next = _name & ~_end;
        var value = _value;
        var colon = _colon;
        var inName = _inName;
        var inString = _inString;
        var open = depth;
        var at = position;
        while (at <= last)
        {
            ref var first = ref Unsafe.Add(ref data, at);
            var bytes = TBytes.Load(in first);
            if (bytes.Equal((byte)'\\') != 0)
            {
                break;
            }

            var quotes = bytes.Equal((byte)'"');
            var inside = BlockBits.PrefixXor(quotes) ^ inString;
            var outside = ~(inside | quotes);
            var opens = quotes & inside;
            var wrong = bytes.AtMost(0x1F) & inside;
            var objects = bytes.Equal((byte)'{') & outside;
            var ends = bytes.Equal((byte)'}') & outside;
            var commas = bytes.Equal((byte)',') & outside;
            var colons = bytes.Equal((byte)':') & outside;
            var others = outside & ~(objects | ends | commas | colons);
            var depthNow = open - BitOperations.PopCount(ends);
            if (depthNow <= floor || (others != 0 && ((long)others < 0 || !BlockScalars.AreValid(in first, others))))
            {
                break;
            }

            var parts = commas | objects;
            var mayName = (parts << 1) | name;
            var mayValue = (colons << 1) | value;
            wrong |= (opens & ~(mayName | mayValue)) | (commas & (mayName | mayValue));
            wrong |= (objects | (others & ~(others << 1))) & ~mayValue;
            wrong |= ends & (mayValue | (commas << 1) | next);
            var begins = (opens & mayName) | inName;
            var through = inside + begins;
            var nameEnds = through & quotes & ~inside;
            wrong |= colons ^ ((nameEnds << 1) | colon);
            // As if all were opened before any is closed: one that is too deep may be closed again within the block.
            var opened = BitOperations.PopCount(objects);
            if (wrong != 0 || open + opened > maxDepth)
            {
                break;
            }

            inName = Bit(through < begins);
            inString = (ulong)((long)inside >> 63);
            name = parts >> 63;
            next = commas >> 63;
            value = colons >> 63;
            colon = nameEnds >> 63;
            open = depthNow + opened;
            at += 64;
        }

        position = at;
        depth = open;
        _name = name;
        _end = name & ~next;
        _value = value;
        _colon = colon;
        _after = 1 & ~(inString | name | value | colon);
        _inName = inName;
        _inString = inString;
    }

    static ulong Bit(bool isSet) => isSet ? 1UL : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Wrong(in BlockTokens tokens, ulong mayName, ulong mayValue, ulong mayEnd, ulong mayColon, ulong mayComma) =>
        (tokens.Opens & ~(mayName | mayValue))
        | ((tokens.Openers | (tokens.Others & ~(tokens.Others << 1))) & ~mayValue)
        | (tokens.Closers & ~(mayEnd | mayComma))
        | (tokens.Colons & ~mayColon)
        | (tokens.Commas & ~mayComma);

    // The byte behind each token and the white space after it: the sum carries through the whole of it.
    static ulong Behind(ulong ends, ulong carried, ulong spaces, int length, out ulong carry)
    {
        var behind = (ends << 1) | carried;
        var next = ends >> 63;
        if (spaces != 0)
        {
            // Few blocks have any.
            var through = spaces + (behind & spaces);
            next |= Bit(through < spaces);
            behind = (behind | through) & ~spaces;
        }

        carry = length == 64 ? next : behind >> length & 1;
        return behind;
    }
}
