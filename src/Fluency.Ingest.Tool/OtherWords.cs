using System.CommandLine;

namespace Fluency.Ingest.Tool;

/// <summary>The rule that an option's value is no word that only another option knows: it would make a file of that name, and nobody would look for it there.</summary>
static class OtherWords
{
    /// <summary>Adds the rule to an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="allowed">What it takes, for people.</param>
    /// <param name="others">The words, in whatever case.</param>
    public static TOption WithoutWords<TOption>(this TOption option, string allowed, params IReadOnlyList<string> others)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Select(static token => token.Value).FirstOrDefault(value => others.Contains(value, StringComparer.OrdinalIgnoreCase)) is { } word)
            {
                result.AddError($"{result.Option.Name} is '{word}' but must be {allowed}. A file of that name is given as ./{word}.");
            }
        });
        return option;
    }
}
