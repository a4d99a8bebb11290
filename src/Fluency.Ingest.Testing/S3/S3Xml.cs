using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The XML of S3's requests and answers.</summary>
static class S3Xml
{
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    public static Task SendAsync(Call call, int status, Action<XmlWriter> write)
    {
        call.Response.ContentType = "application/xml";
        return Answer.SendAsync(call, status, XmlBody.Write(write));
    }

    /// <summary>The root of the request's document, read whatever its namespace.</summary>
    public static async Task<XElement> ReadAsync(Call call)
    {
        var (content, _) = await UploadBody.ReadAsync(call).ConfigureAwait(false);
        try
        {
            return XDocument.Parse(Encoding.UTF8.GetString(content.Span), LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    public static IEnumerable<XElement> Children(this XElement parent, string name) => parent.Elements().Where(child => child.Name.LocalName == name);

    public static string? Text(this XElement parent, string name) => parent.Children(name).FirstOrDefault()?.Value;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
