using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks;

/// <summary>The rules for <see cref="FileSinkOptions"/>.</summary>
sealed class FileSinkOptionsValidator : IValidateOptions<FileSinkOptions>
{
    /// <inheritdoc/>
    /// <param name="name">The key of the sink's section, as its user wrote it (<c>Ingest:Sinks:events</c>); messages begin with it.</param>
    /// <param name="options">What to check.</param>
    public ValidateOptionsResult Validate(string? name, FileSinkOptions options)
    {
        var error = ErrorOf(options.Path);
        return error is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{(string.IsNullOrEmpty(name) ? "" : name + ":")}{nameof(FileSinkOptions.Path)} {error}");
    }

    static string? ErrorOf(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return "is missing. Name the file that records are appended to, or the sink has no place to put them.";
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return "contains a NUL character, which no file name can have.";
        }

        return Path.EndsInDirectorySeparator(path) || Directory.Exists(path)
            ? $"is \"{path}\", which is a folder. Name a file in it, or no record can be written."
            : null;
    }
}
