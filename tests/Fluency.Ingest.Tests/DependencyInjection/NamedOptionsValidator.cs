using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>Wants a name.</summary>
sealed class NamedOptionsValidator : IValidateOptions<NamedOptions>
{
    public ValidateOptionsResult Validate(string? name, NamedOptions options) =>
        options.Name is null ? ValidateOptionsResult.Fail("Name is missing, or nobody could tell two of them apart.") : ValidateOptionsResult.Success;
}
