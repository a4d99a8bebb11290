using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

public sealed class ObjectIdTests
{
    [Theory]
    [InlineData("logs", "AWSLogs/a.json.gz", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("logs", "é", "")]
    public void ObjectId_IsTheFirst96BitsOfTheHashOfAllThree(string container, string name, string etag)
    {
        var hashed = SHA256.HashData([.. new[] { container, name, etag }.SelectMany(static text => WithLength(text))]);

        new RecordId(ObjectId.Of(container, name, etag), 0).ToString()[..24].Should().Be(Convert.ToHexStringLower(hashed)[..24]);
    }

    [Fact]
    public void ObjectId_PartsThatRunIntoOneAnother_AreKeptApart() =>
        new[] { ObjectId.Of("a", "bc", "d"), ObjectId.Of("ab", "c", "d"), ObjectId.Of("a", "b", "cd"), ObjectId.Of("abc", "", "d"), ObjectId.Of("a", "bc", null) }
            .Should().OnlyHaveUniqueItems();

    static byte[] WithLength(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var all = new byte[sizeof(int) + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(all, bytes.Length);
        bytes.CopyTo(all, sizeof(int));
        return all;
    }
}
