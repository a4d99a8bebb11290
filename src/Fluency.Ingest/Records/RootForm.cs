namespace Fluency.Ingest.Records;

/// <summary>How an object holds its records.</summary>
enum RootForm : byte
{
    /// <summary>Nothing but white space was seen.</summary>
    None,

    /// <summary><c>[...]</c>: each element is a record.</summary>
    Array,

    /// <summary><c>{...}</c> without an array named Records, so far: itself a record. More of them may follow, each on a line of its own.</summary>
    Object,

    /// <summary><c>{"Records":[...]}</c>: each element of that array is a record.</summary>
    Wrapper,
}
