namespace Fluency.Ingest.Testing.Http;

/// <summary>An error answer: each endpoint writes it in its own protocol.</summary>
sealed class AwsError : Exception
{
    public AwsError(int status, string code, string message)
        : base(message)
    {
        Status = status;
        Code = code;
    }

    public int Status { get; }

    public string Code { get; }

    /// <summary>The code of the query protocol, where it differs from <see cref="Code"/>.</summary>
    public string? QueryCode { get; init; }

    /// <summary>Elements that S3 adds to its error document.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    /// <summary>Headers that go with the answer.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Whether the answer has no body, as from a load balancer in front of the service.</summary>
    public bool IsBare { get; init; }
}
