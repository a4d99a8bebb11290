using System.Text;

namespace Fluency.Ingest.Tests.Records;

/// <summary>Texts of records that are nested up and down around a depth.</summary>
static class SomeNesting
{
    /// <summary>A text that is right, and how deep the deepest of its records is.</summary>
    public static (byte[] Text, int Deepest) Text(int seed, int around)
    {
        var random = new Random(seed);
        var arrays = random.Next(3) == 0 ? 0 : random.Next(3);
        var text = new StringBuilder(random.Next(2) == 0 ? "[" : "[1,{},");
        var open = new Stack<bool>();
        var deepest = 0;
        var isFirst = true;
        for (var steps = random.Next(1, 200) + around; steps > 0 || open.Count > 0; steps--)
        {
            var mayOpen = steps > 0 && open.Count <= around && (open.Count > 0 || deepest == 0);
            if (mayOpen && (open.Count == 0 || random.Next(around) >= open.Count - 2 || random.Next(30) == 0))
            {
                Open(text, open, isFirst, isObject: arrays == 0 || random.Next(arrays + 1) == 0, padding: random.Next(20) == 0 ? random.Next(80) : 0);
                deepest = Math.Max(deepest, open.Count);
                isFirst = true;
            }
            else
            {
                text.Append(open.Pop() ? '}' : ']');
                isFirst = false;
                steps = open.Count == 0 ? 0 : steps;
            }
        }

        return (Encoding.UTF8.GetBytes(text.Append(']').Append(' ', 100).ToString()), deepest);
    }

    static void Open(StringBuilder text, Stack<bool> open, bool isFirst, bool isObject, int padding)
    {
        text.Append(isFirst ? "" : ",");
        if (open.TryPeek(out var inObject) && inObject)
        {
            text.Append('"').Append('n', padding).Append("\":");
        }

        text.Append(isObject ? '{' : '[');
        open.Push(isObject);
    }
}
