using Fluency.Ingest.Notifications;
using Spectre.Console;

namespace Fluency.Ingest.Tool;

/// <summary>Asks a person for the values that were not given.</summary>
static class InitQuestions
{
    public static async Task<InitValues> AskAsync(IAnsiConsole console, InitValues known, string defaultPath, CancellationToken cancellationToken)
    {
        var queueUrl = known.QueueUrl ?? await RequiredAsync("The queue's [green]URL[/]", IsQueueUrl).ConfigureAwait(false);
        var found = QueueAddress.RegionOf(queueUrl);
        var region = known.Region ?? (found is null ? await OptionalAsync("The queue's [green]region[/]").ConfigureAwait(false) : found);
        IReadOnlyList<string> buckets = known.Buckets.Count > 0 ? known.Buckets
            : await OptionalAsync("The [green]bucket[/] that may be read").ConfigureAwait(false) is { } bucket ? [bucket] : [];
        var role = known.RoleArn ?? await OptionalAsync("The ARN of the [green]role[/] to assume").ConfigureAwait(false);
        var externalId = role is null ? null : known.ExternalId ?? await OptionalAsync("Its [green]external id[/]").ConfigureAwait(false);
        var profile = known.Profile ?? await OptionalAsync("The AWS [green]profile[/] with the credentials, or nothing for those of the environment").ConfigureAwait(false);
        var eventWatch = known.EventWatch ?? (known.Path is null ? await OptionalAsync("The address of [green]EventWatch[/], or nothing to write records to a file").ConfigureAwait(false) : null);
        if (eventWatch is not null)
        {
            var tokenFile = known.TokenFile ?? await RequiredAsync("The [green]file with its token[/]", static _ => ValidationResult.Success()).ConfigureAwait(false);
            return With() with { EventWatch = eventWatch, TokenFile = tokenFile };
        }

        var path = known.Path ?? await console.PromptAsync(new TextPrompt<string>("The [green]file[/] that records are written to").DefaultValue(defaultPath), cancellationToken).ConfigureAwait(false);
        return With() with { Path = path };

        InitValues With() => known with { QueueUrl = queueUrl, Region = region, Buckets = buckets, RoleArn = role, ExternalId = externalId, Profile = profile };

        Task<string> RequiredAsync(string question, Func<string, ValidationResult> validate) =>
            console.PromptAsync(new TextPrompt<string>(question).Validate(validate), cancellationToken);

        async Task<string?> OptionalAsync(string question) =>
            await console.PromptAsync(new TextPrompt<string>($"{question} [grey](optional)[/]").AllowEmpty(), cancellationToken).ConfigureAwait(false) is { Length: > 0 } answer ? answer : null;
    }

    static ValidationResult IsQueueUrl(string answer) =>
        S3NotificationOptionsValidator.Errors(new S3NotificationOptions { QueueUrl = answer }).FirstOrDefault(static error => error.StartsWith("QueueUrl", StringComparison.Ordinal)) is { } error
            ? ValidationResult.Error(error.EscapeMarkup())
            : ValidationResult.Success();
}
