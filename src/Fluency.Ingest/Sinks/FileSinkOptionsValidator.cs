using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks;

/// <summary>The rules for <see cref="FileSinkOptions"/>.</summary>
sealed class FileSinkOptionsValidator : IValidateOptions<FileSinkOptions>
{
    static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);

    // The longest time that timers take, in whole days.
    static readonly TimeSpan GreatestAge = TimeSpan.FromDays(49);

    /// <inheritdoc/>
    /// <param name="name">The key of the sink's section, as its user wrote it (<c>Ingest:Sinks:events</c>); messages begin with it.</param>
    /// <param name="options">What to check.</param>
    public ValidateOptionsResult Validate(string? name, FileSinkOptions options)
    {
        var prefix = string.IsNullOrEmpty(name) ? "" : name + ":";
        var errors = ErrorsOf(options).Select(error => prefix + error).ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    static IEnumerable<string> ErrorsOf(FileSinkOptions options)
    {
        if (ErrorOf(options.Path) is { } error)
        {
            yield return $"{nameof(FileSinkOptions.Path)} {error}";
        }

        if (options.MaxFileBytes < 1)
        {
            yield return $"{nameof(FileSinkOptions.MaxFileBytes)} is {options.MaxFileBytes} but must be 1 or more. Leave it out for files without a limit.";
        }

        if (options.MaxFileAge < LeastAge || options.MaxFileAge > GreatestAge)
        {
            yield return $"{nameof(FileSinkOptions.MaxFileAge)} is {options.MaxFileAge} but must be from {LeastAge} to {GreatestAge}. Leave it out for files of any age.";
        }

        if (!Enum.IsDefined(options.Compression))
        {
            yield return $"{nameof(FileSinkOptions.Compression)} is {options.Compression} but must be None or Gzip.";
        }
        else if (options.Compression != FileCompression.None && options is { MaxFileBytes: null, MaxFileAge: null })
        {
            yield return $"{nameof(FileSinkOptions.Compression)} is {options.Compression}, but only completed files are compressed and none ever is: set {nameof(FileSinkOptions.MaxFileBytes)} or {nameof(FileSinkOptions.MaxFileAge)} too.";
        }
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
