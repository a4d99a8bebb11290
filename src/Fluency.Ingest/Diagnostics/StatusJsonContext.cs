using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PipeStatus))]
[JsonSerializable(typeof(IReadOnlyList<PipeStatus>))]
[JsonSerializable(typeof(TailRecord))]
sealed partial class StatusJsonContext : JsonSerializerContext;
