using System.Text;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>A token or key: given as text, or in a file that is read before each use, so that it may be changed at any time. Shows itself to nobody.</summary>
sealed class Secret
{
    const int LongestFile = 8192;

    readonly Lock _lock = new();
    readonly string _name;
    readonly string? _file;
    byte[] _bytes = []; // under the lock
    string? _text; // under the lock
    string? _before; // under the lock

    Secret(string name, string? text, string? file)
    {
        _name = name;
        _text = text;
        _file = file is null ? null : Path.GetFullPath(file);
    }

    /// <summary>Where it comes from, for people.</summary>
    public string Origin => _file is null ? _name : $"{_name}File ({_file})";

    /// <summary>The secret of two options, of which one is given at most.</summary>
    public static Secret? Of(string name, string? text, string? file) => text is null && file is null ? null : new Secret(name, text, file);

    /// <summary>The text as it is now: the same object for as long as it does not change.</summary>
    /// <exception cref="SinkException">The file cannot be read, or holds no secret. Transient: no record is at fault.</exception>
    public string Read()
    {
        lock (_lock)
        {
            if (_file is not null)
            {
                ReadFile(_file);
            }

            return _text!;
        }
    }

    /// <summary>How many characters <see cref="Redact"/> may have to find in one place.</summary>
    public int Length
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(_text?.Length ?? 0, _before?.Length ?? 0);
            }
        }
    }

    /// <summary>Takes the secret out of a text that somebody else wrote.</summary>
    public string Redact(string text)
    {
        lock (_lock)
        {
            // The answer may be to a request that went out before the file changed.
            return Without(_before, Without(_text, text));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Origin} (not shown)";

    static string Without(string? secret, string text) => string.IsNullOrEmpty(secret) ? text : EscapedText.Replace(text, secret, "(not shown)");

    // The whole file rather than its times: behind a symbolic link, as in the volumes of Kubernetes, those of the link do not change.
    void ReadFile(string file)
    {
        Span<byte> buffer = stackalloc byte[LongestFile + 1];
        try
        {
            using var handle = File.OpenHandle(file);
            buffer = buffer[..RandomAccess.Read(handle, buffer, 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_text is not null)
            {
                // It is just being replaced; the receiver says so if the one of before is no longer good.
                return;
            }

            throw new SinkException($"{_name}File {file} could not be read: {exception.Message} Let this process read it. Nothing is sent meanwhile; it is tried again before each request.", isTransient: true, innerException: exception);
        }

        if (_text is not null && buffer.SequenceEqual(_bytes))
        {
            return;
        }

        var text = buffer.Length <= LongestFile ? Encoding.UTF8.GetString(buffer).Trim() : "";
        if (HttpSinkRules.IsSecret(text))
        {
            _bytes = buffer.ToArray();
            (_before, _text) = (_text, text);
        }
        else if (_text is null)
        {
            throw new SinkException($"{_name}File {file} must hold one word of printable ASCII characters (its {buffer.Length} bytes are not shown). Nothing is sent meanwhile; it is read again before each request.", isTransient: true);
        }
    }
}
