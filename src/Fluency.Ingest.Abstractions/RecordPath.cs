namespace Fluency.Ingest;

/// <summary>A path to a field of a record, compiled once and used for every record.</summary>
/// <remarks>Names are compared exactly, also in case, after their JSON escapes are undone. Where an object repeats a name, the last one counts.</remarks>
public sealed class RecordPath
{
    RecordPath(RecordPaths paths, string text)
    {
        Paths = paths;
        Text = text;
    }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    internal RecordPaths Paths { get; }

    /// <summary>Compiles names parted by dots, such as <c>userIdentity.sessionContext.sessionIssuer.userName</c>.</summary>
    /// <param name="path">The path. Use <see cref="Of"/> for names that contain dots. There are no wildcards and no positions in arrays: <c>a[0]</c>, <c>$</c> and <c>*</c> are names like others.</param>
    /// <returns>The compiled path.</returns>
    /// <exception cref="ArgumentException">The path or a name in it is empty.</exception>
    public static RecordPath Parse(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Of(path.Split('.'));
    }

    /// <summary>Compiles a path from its names.</summary>
    /// <param name="names">The names from the outside in.</param>
    /// <returns>The compiled path.</returns>
    /// <exception cref="ArgumentException">There is no name, or one is empty.</exception>
    public static RecordPath Of(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new RecordPath(RecordPaths.Compile([names]), string.Join('.', names));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
