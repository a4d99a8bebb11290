using System.Runtime.InteropServices;

namespace Fluency.Ingest.Records;

// The inside of a record of which the structure alone is checked: quotes, backslashes and brackets count, and nothing else. Two ways again, which agree on every text:
// by blocks of 64 bytes, and byte by byte where the data end or something is wrong, to say what.
sealed partial class RecordScanner
{
    // A record in an array. Of a bare object each name has to be looked at, since it may turn out to be the wrapper: those are checked in full.
    bool IsInside => _isStructureOnly && _inRecord && _form != RootForm.Object;

    ScanResult ScanInside(ReadOnlySpan<byte> data, ref int position)
    {
        // Not to the end: the block that follows may be ordinary again.
        var end = Math.Min(data.Length, position + BlockBytes);
        var result = ScanResult.NeedsMore;
        while (result == ScanResult.NeedsMore && position < end && _state is >= ScanState.Inside and <= ScanState.InsideEscape)
        {
            result = ScanInside(data[position], ref position);
        }

        return result;
    }

    ScanResult ScanInside(byte b, ref int position) => (_state, b) switch
    {
        (ScanState.InsideEscape, _) => Take(ScanState.InsideString, ref position),
        (ScanState.InsideString, (byte)'"') => Take(ScanState.Inside, ref position),
        (ScanState.InsideString, (byte)'\\') => Take(ScanState.InsideEscape, ref position),
        (ScanState.InsideString, _) => Take(ScanState.InsideString, ref position),
        (_, (byte)'"') => Take(ScanState.InsideString, ref position),
        (_, (byte)'{' or (byte)'[') => Open(b, ref position),
        (_, (byte)'}' or (byte)']') => Close(b, ref position, _nesting.InObject ? "'}'" : "']'"),
        (_, (byte)'\\') => Fail(b, position, "no backslash outside of a string"),
        _ => Take(ScanState.Inside, ref position),
    };

    /// <summary>Scans on by blocks as long as all is right.</summary>
    /// <returns>True if the record has ended, directly before the position.</returns>
    bool RunInside<TBytes>(ReadOnlySpan<byte> data, ref int position)
        where TBytes : struct, IBytes64<TBytes>
    {
        var last = data.Length - BlockBytes;
        if (position > last || _nesting.Depth > BlockNesting.MaxDepth)
        {
            return false;
        }

        var first = _nesting.First;
        var structure = new BlockStructure(_state, first, _recordDepth, Math.Min(BlockNesting.MaxDepth, _options.MaxDepth + _recordDepth));
        var end = structure.Run<TBytes>(ref MemoryMarshal.GetReference(data), ref position, last);
        var nesting = structure.NestingAfter(first);
        _nesting.Replace(in nesting);
        _state = structure.State;
        return end;
    }
}
