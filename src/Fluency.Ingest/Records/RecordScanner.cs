using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest.Records;

/// <summary>Finds where records begin and end in the text of an object, and checks every byte of it against the grammar of JSON (RFC 8259).</summary>
/// <remarks>
/// Fed with spans that may end anywhere; it keeps no bytes, only where it stands. One step takes one token, or what there is of it; a run takes whole tokens
/// inside of a record as long as nothing is out of the ordinary. That the text is UTF-8 is checked by who feeds it. Numbers, names and values are never
/// looked into, but for the names of the root's fields.
/// </remarks>
sealed partial class RecordScanner
{
    // The root and its array named Records, around the record.
    const int MaxWrapping = 2;

    // No value is a record: the array named Records is closed.
    const int NoDepth = -1;

    static readonly RecordOptions NoOptions = new();

    RecordOptions _options;
    bool _isStructureOnly;
    NestingStack _nesting;
    ScanState _state;
    RootForm _form;
    bool _isLaterLine;
    bool _lineEnded;

    // Of the value or name in work.
    bool _inName;
    bool _isRootName;
    bool _nameIsRecords;
    RootName _rootName;
    byte _literal;

    // How much of a literal, an escape or a byte order mark was seen.
    int _seen;

    // Absolute offsets: of the first byte of the span in work, and of the next byte to scan.
    long _origin;
    long _offset;

    int _recordDepth;
    bool _inRecord;

    /// <summary>Of <see cref="Begin"/>.</summary>
    public RecordScanner()
        : this(NoOptions)
    {
    }

    public RecordScanner(RecordOptions options) => Begin(options);

    /// <summary>Where the record that has ended, or the one in work, begins: an offset in the decompressed object.</summary>
    public long RecordStart { get; private set; }

    /// <summary>How many records have ended.</summary>
    public long Count { get; private set; }

    /// <summary>The first byte that is still needed: the begin of the record in work, else the next byte to scan.</summary>
    public long KeepFrom => _inRecord ? RecordStart : _offset;

    /// <summary>What went wrong, once <see cref="Scan"/> has said that something did.</summary>
    public ScanFailure Failure { get; private set; }

    /// <summary>Begins another text, and forgets all of the one before.</summary>
    [MemberNotNull(nameof(_options))]
    public void Begin(RecordOptions options)
    {
        _options = options;
        _isStructureOnly = options.Validation == RecordValidation.Structure;
        _nesting.Clear(options.MaxDepth + MaxWrapping);
        _state = ScanState.Start;
        _form = RootForm.None;
        _isLaterLine = _lineEnded = _inName = _isRootName = _nameIsRecords = _inRecord = false;
        _rootName.Clear();
        _literal = 0;
        _seen = _recordDepth = 0;
        _origin = _offset = RecordStart = Count = 0;
        Failure = default;
    }

    /// <summary>Scans on from a position in a span, until a record has ended (directly before the position) or the span has.</summary>
    public ScanResult Scan(ReadOnlySpan<byte> data, ref int position)
    {
        if (_state == ScanState.Failed)
        {
            return ScanResult.Failed;
        }

        _origin = _offset - position;
        var result = ScanResult.NeedsMore;
        while (result == ScanResult.NeedsMore && position < data.Length)
        {
            if (_inRecord && _nesting.Depth > _recordDepth && RunOn(data, ref position))
            {
                result = EndValue(position);
                break;
            }

            result = position < data.Length ? Step(data, ref position) : ScanResult.NeedsMore;
        }

        _offset = _origin + position;
        return result == ScanResult.NeedsMore && _inRecord && _offset - RecordStart > _options.MaxRecordBytes ? FailTooLarge(position) : result;
    }

    /// <summary>Says what is wrong if the text ends here, or null. A text of no bytes is left to who knows whether there should be some.</summary>
    public ScanFailure? End() => _state switch
    {
        ScanState.AfterRoot => null,
        ScanState.Start when _offset == 0 => null,
        ScanState.Start => new ScanFailure(FailureCause.Corrupt, _offset, "it holds white space only"),
        _ => new ScanFailure(FailureCause.Truncated, _offset, "it ends before its JSON does"),
    };

    ScanResult Step(ReadOnlySpan<byte> data, ref int position) => _state switch
    {
        ScanState.String => ScanString(data, ref position),
        ScanState.Escape => ScanEscape(data, ref position),
        ScanState.UnicodeEscape => ScanUnicodeEscape(data, ref position),
        ScanState.Literal => ScanLiteral(data, ref position),
        ScanState.ByteOrderMark => ScanByteOrderMark(data, ref position),
        >= ScanState.Inside and <= ScanState.InsideEscape => ScanInside(data, ref position),
        >= ScanState.NumberSign => ScanNumber(data, ref position),
        _ => ScanBetween(data, ref position),
    };

    /// <summary>White space and the token after it, or its begin.</summary>
    ScanResult ScanBetween(ReadOnlySpan<byte> data, ref int position)
    {
        var b = data[position];
        while (b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _lineEnded |= b is (byte)'\n' or (byte)'\r';
            if (++position == data.Length)
            {
                return ScanResult.NeedsMore;
            }

            b = data[position];
        }

        return _state switch
        {
            ScanState.AfterValue => NextOrClose(b, ref position),
            ScanState.Colon => b == (byte)':' ? Take(ScanState.Value, ref position) : Fail(b, position, "a colon"),
            ScanState.Value => BeginValue(b, ref position),
            ScanState.Name => b == (byte)'"' ? BeginName(ref position) : Fail(b, position, "a name"),
            ScanState.NameOrEnd => b == (byte)'"' ? BeginName(ref position) : Close(b, ref position, "a name or '}'"),
            ScanState.ValueOrEnd => b == (byte)']' ? Close(b, ref position, "a value or ']'") : BeginValue(b, ref position),
            ScanState.Start => BeginRoot(b, ref position),
            _ => BeginNextLine(b, ref position),
        };
    }

    ScanResult BeginRoot(byte b, ref int position)
    {
        switch (b)
        {
            case (byte)'{':
                _form = RootForm.Object;
                return BeginValue(b, ref position);
            case (byte)'[':
                _form = RootForm.Array;
                _recordDepth = 1;
                return Open(b, ref position);
            case 0xEF when _origin + position == 0:
                _seen = 1;
                return Take(ScanState.ByteOrderMark, ref position);
            default:
                return Fail(b, position, "an object or an array");
        }
    }

    ScanResult BeginNextLine(byte b, ref int position)
    {
        if (b is (byte)'{' or (byte)'[' && _form != RootForm.Object)
        {
            return Fail(FailureCause.Corrupt, position, "a second JSON document begins there, behind the one that holds the records. If files were joined, take them apart");
        }

        if (b != (byte)'{' || _form != RootForm.Object)
        {
            return Fail(b, position, _form == RootForm.Object ? "an object on a line of its own, or the end" : "the end");
        }

        if (!_lineEnded)
        {
            return Fail(b, position, "the end of the line between two objects");
        }

        _isLaterLine = true;
        return BeginValue(b, ref position);
    }

    ScanResult BeginValue(byte b, ref int position)
    {
        if (_nesting.Depth == _recordDepth)
        {
            RecordStart = _origin + position;
            _inRecord = true;
        }

        switch (b)
        {
            case (byte)'"':
                _inName = false;
                return Take(ScanState.String, ref position);
            case (byte)'{' or (byte)'[':
                return Open(b, ref position);
            case (byte)'t' or (byte)'f' or (byte)'n':
                _seen = 0;
                _state = ScanState.Literal;
                _literal = b;
                return ScanResult.NeedsMore;
            case (byte)'-':
                return Take(ScanState.NumberSign, ref position);
            case (byte)'0':
                return Take(ScanState.NumberZero, ref position);
            case >= (byte)'1' and <= (byte)'9':
                return Take(ScanState.NumberInteger, ref position);
            default:
                return Fail(b, position, "a value");
        }
    }

    ScanResult Open(byte b, ref int position)
    {
        var isObject = b == (byte)'{';
        if (!isObject && _nesting.Depth == 1 && _nameIsRecords && _form != RootForm.Array)
        {
            if (_isLaterLine)
            {
                return Fail(FailureCause.Corrupt, position, "an object with an array named Records follows on lines that are records themselves");
            }

            _form = RootForm.Wrapper;
            _recordDepth = MaxWrapping;
            _inRecord = false;
        }
        else if (_nesting.Depth - Math.Max(_recordDepth, 0) >= _options.MaxDepth)
        {
            return Fail(FailureCause.TooDeep, position, $"it is nested deeper than {_options.MaxDepth}, the limit ({nameof(RecordOptions.MaxDepth)}). Raise it or let the object be quarantined");
        }

        _nesting.Push(isObject);
        return Take(IsInside ? ScanState.Inside : isObject ? ScanState.NameOrEnd : ScanState.ValueOrEnd, ref position);
    }

    ScanResult NextOrClose(byte b, ref int position)
    {
        if (b != (byte)',')
        {
            return Close(b, ref position, _nesting.InObject ? "',' or '}'" : "',' or ']'");
        }

        return Take(_nesting.InObject ? ScanState.Name : ScanState.Value, ref position);
    }

    ScanResult Close(byte b, ref int position, string expected)
    {
        if (b != (byte)(_nesting.InObject ? '}' : ']'))
        {
            return Fail(b, position, expected);
        }

        _nesting.Pop();
        if (_form == RootForm.Wrapper && _nesting.Depth < _recordDepth)
        {
            _recordDepth = NoDepth;
        }

        position++;
        return EndValue(position);
    }

    ScanResult EndValue(int end)
    {
        if (_nesting.Depth == 0)
        {
            _state = ScanState.AfterRoot;
            _lineEnded = false;
        }
        else
        {
            _state = _nesting.Depth > _recordDepth && IsInside ? ScanState.Inside : ScanState.AfterValue;
        }

        if (_nesting.Depth != _recordDepth || !_inRecord)
        {
            return ScanResult.NeedsMore;
        }

        if (_origin + end - RecordStart > _options.MaxRecordBytes)
        {
            return FailTooLarge(end);
        }

        _inRecord = false;
        Count++;
        return ScanResult.Record;
    }

    ScanResult BeginName(ref int position)
    {
        _inName = true;
        _isRootName = _nesting.Depth == 1 && _form != RootForm.Array;
        _rootName.Clear();
        return Take(ScanState.String, ref position);
    }

    ScanResult EndName()
    {
        if (_isRootName)
        {
            _nameIsRecords = _rootName.IsRecords();
            _isRootName = false;
        }

        _state = ScanState.Colon;
        return ScanResult.NeedsMore;
    }

    ScanResult Take(ScanState next, ref int position)
    {
        position++;
        _state = next;
        return ScanResult.NeedsMore;
    }

    ScanResult Fail(byte found, int position, string expected)
    {
        var text = found is > 0x20 and < 0x7F ? $"'{(char)found}'" : $"byte 0x{found:X2}";
        return Fail(FailureCause.Corrupt, position, $"its JSON is invalid: {text} stands where {expected} must");
    }

    ScanResult FailTooLarge(int position) => Fail(
        FailureCause.TooLarge,
        position,
        $"its record {Count} has more than {_options.MaxRecordBytes} bytes, the limit ({nameof(RecordOptions.MaxRecordBytes)}). Raise it or let the object be quarantined");

    ScanResult Fail(FailureCause cause, int position, string reason)
    {
        _state = ScanState.Failed;
        Failure = new ScanFailure(cause, _origin + position, reason);
        return ScanResult.Failed;
    }
}
