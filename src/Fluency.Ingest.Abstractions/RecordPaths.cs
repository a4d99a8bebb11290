using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>Several paths, found in one pass over a record; see <see cref="Record.Find"/>.</summary>
public sealed class RecordPaths
{
    // The data path has proven every record within its depth limit already, so that the reader here needs none of its own.
    static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    readonly Node _root;

    RecordPaths(Node root, int count)
    {
        _root = root;
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
        var root = new Node([]);
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
        var reader = new Utf8JsonReader(json, isFinalBlock: true, new JsonReaderState(ReaderOptions));
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            FindMembers(ref reader, _root, fields);
        }
    }

    static void FindMembers(ref Utf8JsonReader reader, Node node, Span<RecordField> fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = node.Match(ref reader);
            reader.Read();
            if (child is null)
            {
                reader.Skip();
                continue;
            }

            var kind = reader.TokenType;
            var start = (int)reader.TokenStartIndex;
            child.Forget(fields);
            if (kind == JsonTokenType.StartObject && child.HasChildren)
            {
                FindMembers(ref reader, child, fields);
            }
            else
            {
                reader.Skip();
            }

            if (child.Slot >= 0)
            {
                fields[child.Slot] = new RecordField(start, (int)reader.BytesConsumed - start, kind);
            }
        }
    }

    sealed class Node(byte[] name)
    {
        // Names of a record differ in length more than in anything else that is as cheap to look at.
        const int Groups = 32;

        // Longer names than this, after their escapes are undone, are looked at in pooled memory.
        const int StackBytes = 256;

        readonly Node[]?[] _byLength = new Node[Groups][];

        public int Slot { get; set; } = -1;

        public bool HasChildren { get; private set; }

        byte[] Name { get; } = name;

        public Node ChildNamed(byte[] childName)
        {
            if (Child(childName) is { } known)
            {
                return known;
            }

            var child = new Node(childName);
            ref var group = ref _byLength[childName.Length % Groups];
            group = [.. group ?? [], child];
            HasChildren = true;
            return child;
        }

        public Node? Match(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? MatchEscaped(ref reader) : Child(reader.ValueSpan);

        // A repeated name replaces the former one with all that was found below it.
        public void Forget(Span<RecordField> fields)
        {
            if (!HasChildren)
            {
                return;
            }

            foreach (var group in _byLength)
            {
                foreach (var child in group ?? [])
                {
                    if (child.Slot >= 0)
                    {
                        fields[child.Slot] = default;
                    }

                    child.Forget(fields);
                }
            }
        }

        Node? Child(ReadOnlySpan<byte> childName)
        {
            foreach (var child in _byLength[childName.Length % Groups] ?? [])
            {
                if (childName.SequenceEqual(child.Name))
                {
                    return child;
                }
            }

            return null;
        }

        Node? MatchEscaped(ref Utf8JsonReader reader)
        {
            var length = reader.ValueSpan.Length;
            var rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
            try
            {
                var unescaped = rented is null ? stackalloc byte[StackBytes] : rented;
                return Child(unescaped[..reader.CopyString(unescaped)]);
            }
            catch (InvalidOperationException)
            {
                // RFC 8259 §8.2: the grammar allows an escaped half of a surrogate pair, which no path can name.
                return null;
            }
            finally
            {
                if (rented is not null)
                {
                    ArrayPool<byte>.Shared.Return(rented);
                }
            }
        }
    }
}
