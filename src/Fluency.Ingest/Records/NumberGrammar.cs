namespace Fluency.Ingest.Records;

/// <summary>How a number goes on: RFC 8259, section 6.</summary>
static class NumberGrammar
{
    /// <summary>The state after one more byte: <see cref="ScanState.AfterValue"/> if the number has ended before it, null if it cannot stand here.</summary>
    public static ScanState? Next(ScanState state, byte b)
    {
        var isDigit = char.IsAsciiDigit((char)b);
        switch (state)
        {
            case ScanState.NumberSign:
                return b == (byte)'0' ? ScanState.NumberZero : isDigit ? ScanState.NumberInteger : null;
            case ScanState.NumberZero or ScanState.NumberInteger when b == (byte)'.':
                return ScanState.NumberPoint;
            case ScanState.NumberZero or ScanState.NumberInteger or ScanState.NumberFraction when b is (byte)'e' or (byte)'E':
                return ScanState.NumberExponent;
            case ScanState.NumberInteger or ScanState.NumberFraction or ScanState.NumberExponentDigits when isDigit:
                return state;
            case ScanState.NumberPoint:
                return isDigit ? ScanState.NumberFraction : null;
            case ScanState.NumberExponent when b is (byte)'+' or (byte)'-':
                return ScanState.NumberExponentSign;
            case ScanState.NumberExponent or ScanState.NumberExponentSign:
                return isDigit ? ScanState.NumberExponentDigits : null;
            default:
                return ScanState.AfterValue;
        }
    }

    /// <summary>Whether a number may end in this state.</summary>
    public static bool IsWhole(ScanState state) =>
        state is ScanState.NumberZero or ScanState.NumberInteger or ScanState.NumberFraction or ScanState.NumberExponentDigits;
}
