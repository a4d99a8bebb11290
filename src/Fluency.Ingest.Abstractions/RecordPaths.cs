using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>Several paths, found in one pass over a record; see <see cref="Record.Find"/>.</summary>
public sealed class RecordPaths
{
    // Names that were met twice in an object are rare; up to so many nodes they are noticed on the stack.
    const int StackNodes = 1024;

    readonly Node _root;
    readonly int _nodes;

    RecordPaths(Node root, int count)
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
        var at = JsonText.SkipSpaces(json, 0);
        if (JsonText.At(json, at) == (byte)'{')
        {
            var met = _nodes <= StackNodes ? stackalloc ulong[(_nodes + 63) / 64] : new ulong[(_nodes + 63) / 64];
            met.Clear();
            FindMembers(json, at, _root, fields, met);
        }
    }

    /// <summary>Looks at the members of an object that the paths name; returns the byte behind it.</summary>
    static int FindMembers(ReadOnlySpan<byte> json, int at, Node node, Span<RecordField> fields, Span<ulong> met)
    {
        at = JsonText.SkipSpaces(json, at + 1);
        if (JsonText.At(json, at) == (byte)'}')
        {
            return at + 1;
        }

        while (true)
        {
            at = FindMember(json, at, node, fields, met);
            at = JsonText.SkipSpaces(json, at);
            switch (JsonText.At(json, at))
            {
                case (byte)',':
                    at = JsonText.SkipSpaces(json, at + 1);
                    break;
                case (byte)'}':
                    return at + 1;
                default:
                    JsonText.ThrowInvalid(at);
                    break;
            }
        }
    }

    static int FindMember(ReadOnlySpan<byte> json, int at, Node node, Span<RecordField> fields, Span<ulong> met)
    {
        if (JsonText.At(json, at) != (byte)'"')
        {
            JsonText.ThrowInvalid(at);
        }

        var end = JsonText.StringEnd(json, at + 1, out var isEscaped);
        var child = isEscaped ? node.ChildEscaped(json[at..(end + 1)]) : node.Child(json.Slice(at + 1, end - at - 1));
        at = JsonText.SkipSpaces(json, end + 1);
        if (JsonText.At(json, at) != (byte)':')
        {
            JsonText.ThrowInvalid(at);
        }

        at = JsonText.SkipSpaces(json, at + 1);
        if (child is null)
        {
            return JsonText.ValueEnd(json, at);
        }

        child.Meet(fields, met);
        var kind = JsonText.KindOf(JsonText.At(json, at));
        var behind = kind == JsonTokenType.StartObject && child.HasChildren ? FindMembers(json, at, child, fields, met) : JsonText.ValueEnd(json, at);
        if (child.Slot >= 0)
        {
            fields[child.Slot] = new RecordField(at, behind - at, kind);
        }

        return behind;
    }

    sealed class Node(byte[] name)
    {
        // Names of a record differ in length more than in anything else that is as cheap to look at.
        const int Groups = 32;

        // Longer names than this, after their escapes are undone, are looked at in pooled memory.
        const int StackBytes = 256;

        readonly Node[]?[] _byLength = new Node[Groups][];

        Node[] _children = [];
        int _number;

        public int Slot { get; set; } = -1;

        public bool HasChildren => _children.Length > 0;

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
            _children = [.. _children, child];
            return child;
        }

        /// <summary>Numbers the nodes below; returns the number behind the last.</summary>
        public int Number(int first)
        {
            _number = first;
            return _children.Aggregate(first + 1, static (next, child) => child.Number(next));
        }

        /// <summary>Forgets what was found here and below if the name was met before: a repeated one replaces the former with all that was in it.</summary>
        public void Meet(Span<RecordField> fields, Span<ulong> met)
        {
            ref var word = ref met[_number >> 6];
            var bit = 1UL << _number;
            if ((word & bit) != 0)
            {
                Forget(fields, met);
            }

            word |= bit;
        }

        void Forget(Span<RecordField> fields, Span<ulong> met)
        {
            if (Slot >= 0)
            {
                fields[Slot] = default;
            }

            foreach (var child in _children)
            {
                met[child._number >> 6] &= ~(1UL << child._number);
                child.Forget(fields, met);
            }
        }

        public Node? Child(ReadOnlySpan<byte> childName)
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

        /// <summary>The child whose name is written with escapes.</summary>
        /// <param name="quoted">The name as it is written, with its quotes.</param>
        public Node? ChildEscaped(ReadOnlySpan<byte> quoted)
        {
            var rented = quoted.Length > StackBytes ? ArrayPool<byte>.Shared.Rent(quoted.Length) : null;
            try
            {
                var unescaped = rented is null ? stackalloc byte[StackBytes] : rented;
                var reader = new Utf8JsonReader(quoted);
                reader.Read();
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
