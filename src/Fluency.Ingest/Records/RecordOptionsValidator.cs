using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Records;

/// <summary>Checks <see cref="RecordOptions"/> by their attributes; the code is generated.</summary>
[OptionsValidator]
sealed partial class RecordOptionsValidator : IValidateOptions<RecordOptions>;
