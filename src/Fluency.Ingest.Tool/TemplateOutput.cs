using System.Text;

namespace Fluency.Ingest.Tool;

/// <summary>The file that a template is written to.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="IsForced">Whether it takes the place of one that exists.</param>
sealed record TemplateOutput(string Path, bool IsForced)
{
    /// <summary>Writes it, or says why it cannot be.</summary>
    public async Task<string?> WriteAsync(string text, CancellationToken cancellationToken)
    {
        if (WholeFile.ErrorOf("--output", Path) is { } error)
        {
            return error;
        }

        try
        {
            return await WholeFile.TryWriteAsync(Path, Encoding.UTF8.GetBytes(text), IsForced, cancellationToken).ConfigureAwait(false)
                ? null
                : WholeFile.Exists(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"The template could not be written to {Path}: {exception.Message}";
        }
    }
}
