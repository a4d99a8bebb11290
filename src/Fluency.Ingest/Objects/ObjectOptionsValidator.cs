using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Objects;

/// <summary>Checks <see cref="ObjectOptions"/> by their attributes; the code is generated.</summary>
[OptionsValidator]
sealed partial class ObjectOptionsValidator : IValidateOptions<ObjectOptions>;
