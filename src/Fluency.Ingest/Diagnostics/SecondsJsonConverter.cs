using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

/// <summary>Times in JSON as seconds, to the millisecond: what scripts can count with.</summary>
sealed class SecondsJsonConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value.TotalSeconds, 3));
}
