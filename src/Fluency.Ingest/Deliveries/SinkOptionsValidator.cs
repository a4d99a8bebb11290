using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Deliveries;

/// <summary>Checks the attributes of <see cref="SinkOptions"/>; generated, so that it needs no reflection.</summary>
[OptionsValidator]
sealed partial class SinkOptionsValidator : IValidateOptions<SinkOptions>;
