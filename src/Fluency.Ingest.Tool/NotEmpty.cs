using System.CommandLine;

namespace Fluency.Ingest.Tool;

/// <summary>The rule that an option's value is not empty, as that of a script's variable is which was never set.</summary>
static class NotEmpty
{
    /// <summary>Adds the rule to an option.</summary>
    public static TOption WithValue<TOption>(this TOption option)
        where TOption : Option
    {
        option.Validators.Add(static result =>
        {
            if (result.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError($"{result.Option.Name} is empty but must be {result.Option.HelpName}.");
            }
        });
        return option;
    }
}
