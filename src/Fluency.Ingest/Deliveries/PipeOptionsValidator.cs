using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Deliveries;

/// <summary>Checks pipe options: each by its attributes, and the rules between them.</summary>
sealed class PipeOptionsValidator : IValidateOptions<PipeOptions>
{
    static readonly PipeOptionsAttributeValidator Attributes = new();

    public ValidateOptionsResult Validate(string? name, PipeOptions options)
    {
        List<string> errors = [.. Attributes.Validate(name, options).Failures ?? []];
        if (options.MaxInFlightBytes < 4L * options.BufferLimit)
        {
            errors.Add($"MaxInFlightBytes is {options.MaxInFlightBytes} but must be at least four times BufferLimit ({options.BufferLimit}), or objects cannot be read ahead while others are held.");
        }

        if (options.Records.MaxRecordBytes > options.BufferLimit)
        {
            errors.Add($"Records:MaxRecordBytes is {options.Records.MaxRecordBytes} but must not exceed BufferLimit ({options.BufferLimit}), or one record alone would pass what an object may hold back.{HowToRaise(options)}");
        }

        if (options.MaxReturnDelay < options.ReturnDelay)
        {
            errors.Add($"MaxReturnDelay is {options.MaxReturnDelay} but must not be shorter than ReturnDelay ({options.ReturnDelay}), from which the delays grow.");
        }

        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    // At once: whoever raises one limit would be told of the next one only after that.
    static string HowToRaise(PipeOptions options)
    {
        var inFlight = 4L * options.Records.MaxRecordBytes;
        var also = options.MaxInFlightBytes < inFlight
            ? $" and {nameof(PipeOptions.MaxInFlightBytes)}, which is {options.MaxInFlightBytes} and must be at least four times that, to {inFlight}"
            : "";
        return $" Raise {nameof(PipeOptions.BufferLimit)} to {options.Records.MaxRecordBytes}{also}.";
    }
}
