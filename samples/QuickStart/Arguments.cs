using System.Diagnostics.CodeAnalysis;

namespace QuickStart;

/// <summary>Where the log files come from.</summary>
/// <param name="Folder">A folder of the local disk.</param>
/// <param name="QueueUrl">A queue of a real AWS account, whose messages are completed.</param>
/// <param name="Region">The queue's region.</param>
sealed record Arguments(string? Folder = null, string? QueueUrl = null, string? Region = null)
{
    public const string Usage = "QuickStart [--from FOLDER | --queue-url URL [--region REGION]]";

    /// <summary>Whether an endpoint inside this process stands in for AWS.</summary>
    public bool IsLocal => Folder is null && QueueUrl is null;

    /// <summary>Takes them apart, or says what is wrong with them.</summary>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = new Arguments();
        problem = null;
        foreach (var pair in args.Chunk(2))
        {
            arguments = pair switch
            {
                ["--from", var folder] when Directory.Exists(folder) => arguments with { Folder = folder },
                ["--queue-url", var url] => arguments with { QueueUrl = url },
                ["--region", var region] => arguments with { Region = region },
                _ => null,
            };
            if (arguments is null)
            {
                problem = pair switch
                {
                    ["--from", var folder] => $"There is no folder '{folder}'.",
                    ["--from" or "--queue-url" or "--region"] => $"{pair[0]} needs a value.",
                    _ => $"'{pair[0]}' is not known.",
                };
                return false;
            }
        }

        problem = arguments is { Folder: not null, QueueUrl: not null } ? "--from and --queue-url name two places to read from: give one." : null;
        return problem is null;
    }
}
