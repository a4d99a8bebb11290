using System.Text;
using System.Text.Json;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

/// <summary>Looking for fields reads nothing behind the text, whole or not: a record whose structure alone was checked may be no JSON.</summary>
public sealed class RecordPathsMemoryTests
{
    static readonly RecordPaths Paths = RecordPaths.Parse("a", "an", "Records", "userIdentity.a", "userIdentity.type");

    // Each kind of value at the end, which no bracket closes, behind enough that it is read in blocks.
    [Theory]
    [InlineData("{'a':'ppp','an':[1,{'a':'x'}],'Records':{'a':['ppp']},'other':'ppp'}")]
    [InlineData("{'userIdentity':{'type':'ppp','a':{'ppp':true}},'x':-1.5e3,'a':null,'b':[['ppp'],{}],'an':'ppp'}")]
    [InlineData("{ 'a' : 'ppp' , 'x\\u0061\\'' : '\\\\\\'ppp' , 'an' : { } }")]
    public void Find_CutAnywhereBeforeGuardedMemory_TouchesNothingElse(string pattern)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is guarded on Linux alone.");
        var text = Encoding.UTF8.GetBytes(pattern.Replace('\'', '"').Replace("ppp", new string('p', 90)));
        using var memory = new GuardedMemory(text.Length);
        var fields = new RecordField[Paths.Count];
        var refused = 0;
        for (var length = 0; length <= text.Length; length++)
        {
            var end = memory.Last(length);
            text.AsSpan(0, length).CopyTo(end);
            try
            {
                Paths.Find(end, fields);
            }
            catch (JsonException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, text.Length / 2, text.Length - 1);
    }
}
