namespace Fluency.Ingest.Objects;

/// <summary>Why an <see cref="Inflater"/> stopped.</summary>
enum InflateResult
{
    /// <summary>The output is full.</summary>
    Full,

    /// <summary>The input that it left, if any, is too little to go on with: more must come behind it.</summary>
    Wanting,

    /// <summary>The data are at their end, and the input that it left is not theirs.</summary>
    Ended,

    /// <summary>The data are no deflate data.</summary>
    Invalid,
}
