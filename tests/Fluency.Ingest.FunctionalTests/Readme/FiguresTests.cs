using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Readme;

/// <summary>The README's figures are those that were measured: <c>-- readme</c> of the benchmarks writes them.</summary>
public sealed class FiguresTests
{
    const string Begin = "<!-- figures -->";
    const string End = "<!-- /figures -->";

    [Fact]
    public void Readme_Tables_AreTheFirstOnesOfTheResults()
    {
        var measured = Results().SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md")).Select(static path => Tables(File.ReadAllText(path))[0]).ToList();

        Tables(Figures()).Should().NotBeEmpty().And.BeSubsetOf(measured);
    }

    // But for the shares, which are there of every processor.
    [Fact]
    public void Readme_Tables_AreAllOfOneProcessor()
    {
        var others = Results().Count(static folder => Figures().Contains(Tables(File.ReadAllText(Path.Combine(folder, "ratios.md")))[0])) - 1;

        others.Should().Be(Results().Length - 1);
        Results().Should().Contain(folder => Tables(Figures()).Count - others == Directory.EnumerateFiles(folder, "*.md").Count(path => Figures().Contains(Tables(File.ReadAllText(path))[0])));
    }

    [Fact]
    public void Results_Folders_SayWhatWasMeasuredWith() =>
        Results().Should().NotBeEmpty().And.AllSatisfy(static folder => File.ReadAllText(Path.Combine(folder, "Versions.txt")).Should().Contain("processor: ").And.Contain("runtime: "));

    static string[] Results() => Directory.GetDirectories(Path.Combine(ReadmeTests.Repository, "benchmarks", "results"));

    static string Figures()
    {
        var readme = ReadmeTests.Readme;
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        begin.Should().BePositive();
        end.Should().BeGreaterThan(begin);
        return readme[begin..end];
    }

    /// <summary>Each block of lines that begin with a bar.</summary>
    static List<string> Tables(string text)
    {
        var tables = new List<string>();
        var isInTable = false;
        foreach (var line in text.Split('\n'))
        {
            var isRow = line.StartsWith('|');
            if (isRow && isInTable)
            {
                tables[^1] += "\n" + line;
            }
            else if (isRow)
            {
                tables.Add(line);
            }

            isInTable = isRow;
        }

        return tables;
    }
}
