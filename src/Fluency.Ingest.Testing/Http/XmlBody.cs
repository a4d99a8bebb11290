using System.Text;
using System.Xml;

namespace Fluency.Ingest.Testing.Http;

/// <summary>Writes XML answers.</summary>
static class XmlBody
{
    // S3 lists keys with control characters as character references that XML does not allow; so does this.
    static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false, NewLineHandling = NewLineHandling.Entitize };

    /// <summary>A document; elements that <paramref name="write"/> leaves open are closed.</summary>
    public static ReadOnlyMemory<byte> Write(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartDocument();
            write(xml);
            xml.WriteEndDocument();
        }

        return stream.ToArray();
    }
}
