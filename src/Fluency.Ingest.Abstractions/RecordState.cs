namespace Fluency.Ingest;

/// <summary>The edits over a record. All they point at is only ever appended to the batch's arena, so a copy of this is a mark that can be rolled back to.</summary>
struct RecordState
{
    /// <summary>What went wrong in a processor, or null.</summary>
    public string? Error;

    /// <summary>Where the body goes, or null.</summary>
    public NestName? Nest;

    /// <summary>Whether the body is one of its own in the arena; else it is the raw record.</summary>
    public bool IsBodyEdited;

    public int BodyStart;
    public int BodyLength;

    /// <summary>The envelope in the arena: <c>,"name":value</c> for each field, without gaps. In a record's text a bracket stands for the first comma.</summary>
    public int EnvelopeStart;

    public int EnvelopeLength;

    /// <summary>One bit for each name's hash: a bit that is not set proves that the name is new, which spares looking for it.</summary>
    public ulong EnvelopeNames;

    /// <summary>The bit of a name in <see cref="EnvelopeNames"/>.</summary>
    /// <remarks>5 gives every name that this library itself sets a bit of its own, so that setting those never has to look for one.</remarks>
    public static ulong BitOf(ReadOnlySpan<byte> name)
    {
        var hash = 0;
        foreach (var b in name)
        {
            hash = (hash * 5) ^ b;
        }

        return 1UL << (hash & 63);
    }

    /// <summary>Whether nothing was edited.</summary>
    public readonly bool IsEmpty => EnvelopeLength == 0 && !IsBodyEdited && Nest is null && Error is null;

    /// <summary>Whether the envelope may have a field of that name; <see langword="false"/> is certain.</summary>
    public readonly bool MayHave(ReadOnlySpan<byte> name) => (EnvelopeNames & BitOf(name)) != 0;

    /// <summary>Becomes a copy whose body and envelope stand elsewhere.</summary>
    /// <remarks>Field by field: the whole of it at once is copied by an instruction that takes long to begin.</remarks>
    public void TakeAllButPlaces(in RecordState other)
    {
        Error = other.Error;
        Nest = other.Nest;
        IsBodyEdited = other.IsBodyEdited;
        BodyLength = other.BodyLength;
        EnvelopeLength = other.EnvelopeLength;
        EnvelopeNames = other.EnvelopeNames;
    }

    public readonly int BodyLengthOr(int rawLength) => IsBodyEdited ? BodyLength : rawLength;
}
