using System.Text.RegularExpressions;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests;

/// <summary>The document of the guarantees names a test for each: none of them may be a name alone.</summary>
public sealed partial class GuaranteesTests
{
    static readonly string Root = SourceFile.RepositoryFolder();

    [Fact]
    public void Guarantees_EveryTestTheyName_Exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(path => Path.GetFileNameWithoutExtension(path));
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Root, "docs", "guarantees.md"))).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).ToList();

        named.Should().HaveCountGreaterThan(50);
        named.Where(test => !tests[test.Class].Any(path => Declares(path, test.Method))).Should().BeEmpty();
    }

    [Fact]
    public void Guarantees_EveryPromiseInATable_NamesATest() =>
        File.ReadLines(Path.Combine(Root, "docs", "guarantees.md"))
            .TakeWhile(line => line != "## Elsewhere")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.EndsWith("proven by |", StringComparison.Ordinal))
            .Where(line => !TestName().IsMatch(line))
            .Should().BeEmpty();

    static bool Declares(string path, string method) => Regex.IsMatch(File.ReadAllText(path), $@"public (async )?(Task|void) {method}\(");

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
