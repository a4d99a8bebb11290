using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Deliveries;

/// <summary>Checks the attributes of <see cref="PipeOptions"/>; generated, so that it needs no reflection.</summary>
[OptionsValidator]
sealed partial class PipeOptionsAttributeValidator : IValidateOptions<PipeOptions>;
