using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Fluency.Ingest.Tests.Support;

/// <summary>One C# file of <c>src</c> as it is written, for rules that the compiled code no longer shows.</summary>
sealed partial class SourceFile
{
    static readonly Lazy<SourceFile[]> AllFiles = new(() => [.. Read()]);

    SourceFile(string project, string path)
    {
        Project = System.IO.Path.GetFileName(project);
        Path = System.IO.Path.GetRelativePath(project, path);
        Text = File.ReadAllText(path);
        ExpectedNamespace = string.Join('.', [RootNamespaceOf(project), .. Path.Split(System.IO.Path.DirectorySeparatorChar)[..^1]]);
    }

    /// <summary>Every file of every project, without what builds leave.</summary>
    public static IReadOnlyList<SourceFile> All => AllFiles.Value;

    /// <summary>The project's folder, such as <c>Fluency.Ingest.Abstractions</c>.</summary>
    public string Project { get; }

    /// <summary>The path in the project.</summary>
    public string Path { get; }

    public string Text { get; }

    public string ExpectedNamespace { get; }

    public string? Namespace => NamespaceLine().Match(Text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The types declared in the file, but for nested ones: those whose declaration is not indented.</summary>
    public IEnumerable<string> Types => TypeLine().Matches(Text).Select(match => match.Groups["name"].Value);

    /// <summary>The code with its lines of comment left out.</summary>
    public string Code => CommentLine().Replace(Text, "");

    public override string ToString() => $"{Project}/{Path}";

    /// <summary>The folder that the solution lies in.</summary>
    public static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Fluency.Ingest.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not in the repository.");
    }

    static IEnumerable<SourceFile> Read() =>
        from project in Directory.EnumerateDirectories(System.IO.Path.Combine(RepositoryFolder(), "src"))
        from path in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
        let top = System.IO.Path.GetRelativePath(project, path).Split(System.IO.Path.DirectorySeparatorChar)[0]
        where top is not ("bin" or "obj")
        select new SourceFile(project, path);

    static string RootNamespaceOf(string project)
    {
        var file = Directory.EnumerateFiles(project, "*.csproj").Single();
        return XDocument.Load(file).Descendants("RootNamespace").FirstOrDefault()?.Value ?? System.IO.Path.GetFileNameWithoutExtension(file);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|abstract|static|readonly|ref|partial|unsafe) )*(?:(?:(?:record )?(?:class|struct)|record|interface|enum) (?<name>\w+)|delegate [^(]*?(?<name>\w+)(?:<[^(]*>)?\()",
        RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex CommentLine();
}
