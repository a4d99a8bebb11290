using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>One kind of call: what it is named and what its records carry.</summary>
sealed record ApiCall(string Source, string Name)
{
    public string EventType { get; init; } = "AwsApiCall";

    public string Category { get; init; } = "Management";

    public bool IsReadOnly { get; init; } = true;

    /// <summary>How likely it fails, in percent, and with which code; the code may come with a message or without one.</summary>
    public (int Percent, string Code, string Message) Error { get; init; } = (6, "AccessDenied", "User is not authorized to perform this action");

    public string? ApiVersion { get; init; }

    /// <summary>Write a value; none means null.</summary>
    public Action<Utf8JsonWriter, Dice>? Request { get; init; }

    public Action<Utf8JsonWriter, Dice>? Response { get; init; }

    public Action<Utf8JsonWriter, Dice>? Additional { get; init; }

    public Action<Utf8JsonWriter, Dice>? ServiceDetails { get; init; }

    /// <summary>The type of the resource that the record names, if it names one.</summary>
    public string? ResourceType { get; init; }
}
