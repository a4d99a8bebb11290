using System.Text;
using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.Model;

/// <summary>An object of the model: some records, each of a kind that says what becomes of it, and what goes wrong before they are read.</summary>
sealed class ModelObject : ISourceObject
{
    readonly Calls _calls;
    readonly byte[] _whole;
    byte[] _stored;
    int _forbidden;
    int _failing;
    int _opens;

    /// <param name="calls">Where it waits for answers.</param>
    /// <param name="name">Its name.</param>
    /// <param name="kinds">The kind of each record; see <see cref="Topology"/>.</param>
    /// <param name="padding">Bytes that each record has besides.</param>
    /// <param name="damage">What is wrong with it.</param>
    public ModelObject(Calls calls, string name, string kinds, int padding, Damage damage)
    {
        _calls = calls;
        Kinds = kinds;
        Damage = damage;
        var text = "[" + string.Join(',', kinds.Select((kind, n) => $"{{\"k\":\"{kind}\",\"n\":{n},\"pad\":\"{new string('-', padding)}\"}}")) + "]";
        Length = text.Length;
        Reference = new ObjectReference("model", name) { Uri = "model://" + name };
        _whole = Gzip.Of(Encoding.UTF8.GetBytes(text));
        _stored = damage switch
        {
            Damage.Truncated => _whole[..^9],
            Damage.Corrupt => [.. _whole[..^8], .. _whole[^8..^4].Select(b => (byte)~b), .. _whole[^4..]],
            _ => _whole,
        };
    }

    public ObjectReference Reference { get; }

    public string Kinds { get; }

    public Damage Damage { get; private set; }

    /// <summary>Decompressed bytes.</summary>
    public long Length { get; }

    /// <summary>What stands for this content of it in everything that is noted.</summary>
    public string Content => $"{Reference.Uri}#{ETag}";

    /// <summary>The same of what it is once it is mended.</summary>
    public string SoundContent => $"{Reference.Uri}#{Damage.None}";

    /// <summary>Whether a content was not damaged.</summary>
    public static bool IsSound(string content) => content.EndsWith("#" + Damage.None, StringComparison.Ordinal);

    /// <summary>Whether a content is this object's, or was before it was mended.</summary>
    public bool Has(string content) => content.StartsWith(Reference.Uri + "#", StringComparison.Ordinal);

    /// <summary>How many openings are still forbidden.</summary>
    public int Forbidden
    {
        get => Volatile.Read(ref _forbidden);
        init => _forbidden = value;
    }

    /// <summary>How many openings still fail as they do in an outage.</summary>
    public int Failing
    {
        get => Volatile.Read(ref _failing);
        init => _failing = value;
    }

    /// <summary>How many openings were forbidden since the process was started.</summary>
    public int TimesForbidden { get; set; }

    /// <summary>How often it was opened.</summary>
    public int Opens => Volatile.Read(ref _opens);

    string ETag => Damage.ToString();

    public async ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        switch ((await _calls.AskAsync(CallKind.Open, Reference.Name, cancellationToken)).Answer)
        {
            case Answer.Cancelled:
                throw new OperationCanceledException(cancellationToken);
            case Answer.Fail:
                throw new IngestException(FailureCause.Network, "The store does not answer.");
        }

        if (Damage == Damage.Missing)
        {
            throw new IngestException(FailureCause.ObjectMissing, "There is no such object.");
        }

        if (Interlocked.Decrement(ref _failing) >= 0)
        {
            throw new IngestException(Failing % 2 == 0 ? FailureCause.Network : FailureCause.Throttled, "Not now.");
        }

        if (Interlocked.Decrement(ref _forbidden) >= 0)
        {
            TimesForbidden++;
            throw new IngestException(FailureCause.AccessDenied, "It may not be read.");
        }

        Interlocked.Increment(ref _opens);
        return new ObjectContent(new ModelBody(_calls, Reference.Name, _stored, (int)offset)) { Length = _stored.Length - offset, ETag = ETag };
    }

    /// <summary>People mend what they can: permissions, and, where nothing keeps what is damaged, the object itself.</summary>
    public void Mend(bool isWritten)
    {
        Volatile.Write(ref _failing, 0);
        Volatile.Write(ref _forbidden, 0);
        if (isWritten)
        {
            _stored = _whole;
            Damage = Damage.None;
        }
    }

    public override string ToString() => $"{Reference.Name}[{Kinds.Length}:{(Kinds.Length < 20 ? Kinds : Kinds[..20])}{(Damage == Damage.None ? "" : " " + Damage)}{(Forbidden > 0 ? $" forbidden {Forbidden}" : "")}{(Failing > 0 ? $" failing {Failing}" : "")}]";
}
