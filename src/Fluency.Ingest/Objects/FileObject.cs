using System.Globalization;

namespace Fluency.Ingest.Objects;

/// <summary>A file of a <see cref="FileSource"/>.</summary>
/// <param name="fullPath">Its path.</param>
/// <param name="drainToken">Tells that the reading is to end.</param>
sealed class FileObject(string fullPath, CancellationToken drainToken = default) : ISourceObject
{
    public ObjectReference Reference { get; } = new("file", fullPath) { Uri = fullPath };

    public async ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        var body = MayWait() ? await AbandonableStream.OrLeaveAsync(Task.Run(Open, CancellationToken.None), static file => file.Dispose(), cancellationToken).ConfigureAwait(false) : Open();
        try
        {
            if (!body.CanSeek)
            {
                // A pipe (<(zcat x), mkfifo): it has neither length nor time, and gives everything once.
                return offset == 0 ? new ObjectContent(new AbandonableStream(body, Reference, drainToken, cancellationToken)) : throw Failed(FailureCause.Network, $"is a pipe, which was read to byte {offset} and cannot be read again from there");
            }

            var length = body.Length;
            var lastWrite = File.GetLastWriteTimeUtc(body.SafeFileHandle);
            var etag = string.Create(CultureInfo.InvariantCulture, $"{length}-{lastWrite.Ticks}");
            if (expectedETag is not null && expectedETag != etag)
            {
                throw Failed(FailureCause.Network, $"has changed while it was read: length and time of last write were {expectedETag}, and are {etag}");
            }

            body.Position = offset;
            return new ObjectContent(body) { Length = length - offset, ETag = etag, LastModified = lastWrite };
        }
        catch
        {
            await body.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // A named pipe cannot be opened before somebody writes into it. It has no length, nor tells a link to one what is behind it.
    bool MayWait() => new FileInfo(fullPath) is { Exists: true } file && (file.Length == 0 || file.Attributes.HasFlag(FileAttributes.ReparsePoint));

    FileStream Open()
    {
        try
        {
            return new FileStream(fullPath, Options);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Failed(FailureCause.ObjectMissing, "is not there (any more)", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Failed(FailureCause.AccessDenied, $"may not be read by {Environment.UserName}", exception);
        }
    }

    // No buffer of its own, as it is read in large pieces; a log that is still open for writing may be read too.
    static FileStreamOptions Options => new()
    {
        BufferSize = 0,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        Share = FileShare.ReadWrite | FileShare.Delete,
    };

    IngestException Failed(FailureCause cause, string what, Exception? inner = null) => new(cause, $"{Reference.Uri} {what}.", inner) { Object = Reference };
}
