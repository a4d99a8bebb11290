using System.Text;

namespace Fluency.Ingest;

/// <summary>Several paths, found in one pass over a record; see <see cref="Record.Find"/>.</summary>
public sealed class RecordPaths
{
    // Names that were met twice in an object are rare; up to so many nodes they are noticed on the stack.
    const int StackNodes = 1024;

    readonly PathNode _root;
    readonly int _nodes;

    RecordPaths(PathNode root, int count)
    {
        _root = root;
        _nodes = root.Number(0);
        Count = count;
    }

    /// <summary>How many paths there are: the least length of the span that takes what was found.</summary>
    public int Count { get; }

    /// <summary>Compiles paths of names parted by dots.</summary>
    /// <param name="paths">The paths; their order is that of the fields found.</param>
    /// <returns>The compiled paths.</returns>
    /// <exception cref="ArgumentException">A path or a name in it is empty, or a path is repeated.</exception>
    public static RecordPaths Parse(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Compile(Array.ConvertAll(paths, path => path.Split('.')));
    }

    internal static RecordPaths Compile(string[][] paths)
    {
        var root = new PathNode([]);
        for (var slot = 0; slot < paths.Length; slot++)
        {
            if (paths[slot].Length == 0 || paths[slot].Any(string.IsNullOrEmpty))
            {
                throw new ArgumentException($"The path '{string.Join('.', paths[slot])}' has an empty name.", nameof(paths));
            }

            var node = paths[slot].Aggregate(root, (at, name) => at.ChildNamed(Encoding.UTF8.GetBytes(name)));
            if (node.Slot >= 0)
            {
                throw new ArgumentException($"The path '{string.Join('.', paths[slot])}' is named twice.", nameof(paths));
            }

            node.Slot = slot;
        }

        return new RecordPaths(root, paths.Length);
    }

    internal void Find(ReadOnlySpan<byte> json, Span<RecordField> fields)
    {
        fields[..Count].Clear();
        var at = JsonText.SkipSpaces(json, 0);
        if (JsonText.At(json, at) == (byte)'{')
        {
            var met = _nodes <= StackNodes ? stackalloc ulong[(_nodes + 63) / 64] : new ulong[(_nodes + 63) / 64];
            met.Clear();
            new MemberWalk(json, fields, met).Object(at, _root);
        }
    }
}
