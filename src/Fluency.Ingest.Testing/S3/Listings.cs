using System.Globalization;
using System.Text;
using System.Xml;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>ListObjectsV2 and ListObjectVersions.</summary>
static class Listings
{
    public static Task ListObjectsAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:ListBucket");
        var query = call.Target;
        var token = query.Query("continuation-token");
        var after = token is null ? query.Query("start-after") ?? "" : Decode(token);
        var request = new ListRequest(query.Query("prefix") ?? "", query.Query("delimiter") ?? "", after, MaxKeys(query));
        var page = bucket.Read(objects => ListPage.Of(objects, request));
        var isEncoded = query.Query("encoding-type") == "url";
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("ListBucketResult", S3Xml.Namespace);
            xml.WriteElementString("Name", bucket.Name);
            WriteRequest(xml, request, isEncoded);
            WriteIfAny(xml, "ContinuationToken", token);
            WriteIfAny(xml, "StartAfter", query.Query("start-after") is { } start ? Name(start, isEncoded) : null);
            xml.WriteElementString("KeyCount", Text(page.Objects.Count + page.CommonPrefixes.Count));
            xml.WriteElementString("IsTruncated", page.Next is null ? "false" : "true");
            WriteIfAny(xml, "NextContinuationToken", page.Next is null ? null : Encode(page.Next));
            foreach (var item in page.Objects)
            {
                xml.WriteStartElement("Contents");
                xml.WriteElementString("Key", Name(item.Key, isEncoded));
                WriteVersion(xml, item);
                xml.WriteEndElement();
            }

            WritePrefixes(xml, page.CommonPrefixes, isEncoded);
        });
    }

    public static Task ListVersionsAsync(Call call)
    {
        var bucket = S3Access.Bucket(call, "s3:ListBucketVersions");
        var query = call.Target;
        var isEncoded = query.Query("encoding-type") == "url";
        var prefix = query.Query("prefix") ?? "";
        var after = query.Query("key-marker") ?? "";
        var keys = bucket.Read(objects => objects.SortedKeys
            .Where(key => KeyComparer.Instance.Compare(key, after) > 0 && key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => objects.Versions(key).ToList()).ToList());
        var (taken, next) = TakeWholeKeys(keys, MaxKeys(query));
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("ListVersionsResult", S3Xml.Namespace);
            xml.WriteElementString("Name", bucket.Name);
            xml.WriteElementString("Prefix", Name(prefix, isEncoded));
            xml.WriteElementString("KeyMarker", Name(after, isEncoded));
            xml.WriteElementString("IsTruncated", next is null ? "false" : "true");
            WriteIfAny(xml, "NextKeyMarker", next is null ? null : Name(next, isEncoded));
            foreach (var versions in taken)
            {
                versions.ForEach(version => WriteOneOfMany(xml, version, isNewest: version == versions[0], isEncoded));
            }
        });
    }

    // A page ends between two keys, so that a key is mark enough to go on from. AWS may end within one.
    static (List<List<LocalObject>> Taken, string? Next) TakeWholeKeys(List<List<LocalObject>> keys, int max)
    {
        var taken = new List<List<LocalObject>>();
        var count = 0;
        foreach (var versions in keys)
        {
            if (taken.Count > 0 && count + versions.Count > max)
            {
                return (taken, taken[^1][0].Key);
            }

            taken.Add(versions);
            count += versions.Count;
        }

        return (taken, null);
    }

    static void WriteOneOfMany(XmlWriter xml, LocalObject version, bool isNewest, bool isEncoded)
    {
        xml.WriteStartElement(version.IsDeleteMarker ? "DeleteMarker" : "Version");
        xml.WriteElementString("Key", Name(version.Key, isEncoded));
        xml.WriteElementString("VersionId", version.VersionId ?? "null");
        xml.WriteElementString("IsLatest", isNewest ? "true" : "false");
        if (version.IsDeleteMarker)
        {
            xml.WriteElementString("LastModified", S3Xml.Time(version.LastModified));
        }
        else
        {
            WriteVersion(xml, version);
        }

        xml.WriteEndElement();
    }

    static void WriteVersion(XmlWriter xml, LocalObject version)
    {
        xml.WriteElementString("LastModified", S3Xml.Time(version.LastModified));
        xml.WriteElementString("ETag", $"\"{version.ETag}\"");
        xml.WriteElementString("Size", Text(version.Body.Length));
        xml.WriteElementString("StorageClass", version.StorageClass);
    }

    static void WriteRequest(XmlWriter xml, ListRequest request, bool isEncoded)
    {
        xml.WriteElementString("Prefix", Name(request.Prefix, isEncoded));
        WriteIfAny(xml, "Delimiter", request.Delimiter.Length == 0 ? null : Name(request.Delimiter, isEncoded));
        xml.WriteElementString("MaxKeys", Text(request.MaxKeys));
        WriteIfAny(xml, "EncodingType", isEncoded ? "url" : null);
    }

    static void WritePrefixes(XmlWriter xml, List<string> prefixes, bool isEncoded)
    {
        foreach (var prefix in prefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", Name(prefix, isEncoded));
            xml.WriteEndElement();
        }
    }

    static void WriteIfAny(XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, value);
        }
    }

    static int MaxKeys(RequestTarget query)
    {
        if (query.Query("max-keys") is not { } text)
        {
            return 1000;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var max)
            ? Math.Min(max, 1000)
            : throw S3Errors.InvalidArgument("Provided max-keys not an integer or within integer range");
    }

    // S3 leaves slashes as they are and, as in a form, writes a space as a plus.
    static string Name(string key, bool isEncoded)
        => isEncoded ? Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal).Replace("%20", "+", StringComparison.Ordinal) : key;

    static string Encode(string next) => Convert.ToBase64String(Encoding.UTF8.GetBytes(next));

    static string Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw S3Errors.InvalidArgument("The continuation token provided is incorrect");
        }
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
