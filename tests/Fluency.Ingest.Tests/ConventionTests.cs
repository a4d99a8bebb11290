using System.Reflection;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fluency.Ingest.Tests;

/// <summary>The rules that keep the tree readable: which way the arrows point, what is sealed, what is public, where a type is found.</summary>
public sealed class ConventionTests
{
    const string Root = "Fluency.Ingest";

    // Where users look for extension methods of the container; the one namespace that is no folder.
    const string Extensions = "Microsoft.Extensions.DependencyInjection";

    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // In the order of flow: each knows what comes before it, never what comes after.
    static readonly string[] Stages = ["Notifications", "Objects", "Records", "Routing", "Sinks"];
    static readonly string[] Enclosing = ["CloudTrail", "Deliveries", "DependencyInjection", "Diagnostics"];
    static readonly string[] MayKnowAmazon = ["Notifications", "Objects", "Deliveries", "DependencyInjection"];

    static readonly Assembly Abstractions = typeof(ISink).Assembly;
    static readonly Assembly Library = typeof(FileSink).Assembly;
    static readonly Assembly Testing = Assembly.Load("Fluency.Ingest.Testing");
    static readonly Assembly Page = Assembly.Load("Fluency.Ingest.AspNetCore");
    static readonly Assembly[] Assemblies = [Abstractions, Library, Page, Testing];

    // Meant to be derived from: a failure that a caller can tell from others by its type.
    static readonly Type[] OpenByDesign = [typeof(IngestException)];

    [Fact]
    public void Folders_OfTheLibrary_AreTheStagesAndWhatEnclosesThem() => AssertNone(
        FilesOf(Library).Where(file => Path.GetDirectoryName(file.Path) is { Length: > 0 } folder && folder.Split(Path.DirectorySeparatorChar)[0] is var first && !Stages.Contains(first) && !Enclosing.Contains(first)));

    [Fact]
    public void Stages_ReferToNothingThatComesLater() => AssertNone(
        from arrow in ArrowsOf(Library)
        let stage = Array.IndexOf(Stages, arrow.From)
        where stage >= 0 && Array.IndexOf(Stages, arrow.To) > stage
        select arrow.Text);

    [Fact]
    public void Nothing_KnowsHowItIsRegistered() => AssertNone(
        from arrow in ArrowsOf(Library)
        where arrow.To == "DependencyInjection" && arrow.From != "DependencyInjection"
        select arrow.Text);

    [Fact]
    public void Amazon_IsKnownOnlyWhereItIsSpokenTo() => AssertNone(
        from type in TypesOf(Library)
        where !MayKnowAmazon.Contains(FolderOf(type))
        from used in TypeReferences.Of(type)
        where used.Namespace?.Split('.')[0] == "Amazon"
        select $"{type} refers to {used}");

    [Fact]
    public void Abstractions_DependOnTheFrameworkAlone() => AssertNone(
        Abstractions.GetReferencedAssemblies().Where(name => !name.Name!.StartsWith("System.", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Bucket")]
    [InlineData("Receipt")]
    public void Abstractions_DoNotSpeakOfOneStore(string word) => AssertNone(
        FilesOf(Abstractions).Where(file => file.Code.Contains(word, StringComparison.OrdinalIgnoreCase)));

    [Fact]
    public void LeafClasses_AreSealed()
    {
        var types = Assemblies.SelectMany(TypesOf).ToList();
        var bases = types.Select(type => type.BaseType).Select(type => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type).ToHashSet();

        AssertNone(types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false }).Except(bases).Except(OpenByDesign));
    }

    [Fact]
    public void Files_HoldOneTypeOfTheirName() => AssertNone(
        from file in SourceFile.All
        where file.Path != "Program.cs" && !file.Types.SequenceEqual([Path.GetFileName(file.Path).Split('.')[0]])
        select $"{file} declares {string.Join(", ", file.Types)}");

    // What users of the test endpoint name stands in one namespace, wherever its files lie.
    [Fact]
    public void Files_StandInTheFolderOfTheirNamespace() => AssertNone(
        from file in SourceFile.All
        where file.Path != "Program.cs" && file.Namespace != file.ExpectedNamespace
        where file.Namespace != "Fluency.Ingest.Testing" || !file.Text.Contains("\npublic ", StringComparison.Ordinal)
        where file.Namespace != Extensions || !file.ExpectedNamespace.EndsWith(".DependencyInjection", StringComparison.Ordinal)
        select $"{file} declares {file.Namespace}");

    [Theory]
    [InlineData("#region")]
    [InlineData("Copyright")]
    [InlineData("TODO")]
    [InlineData("FIXME")]
    [InlineData("NotImplementedException")]
    public void Files_AreFreeOf(string word) => AssertNone(SourceFile.All.Where(file => file.Text.Contains(word, StringComparison.Ordinal)));

    [Fact]
    public void Files_BeginWithoutAHeader() => AssertNone(SourceFile.All.Where(file => file.Text.StartsWith('/')));

    [Fact]
    public void AsyncMethods_OfPublicTypes_EndInACancellationToken() => AssertNone(
        from type in Assemblies.SelectMany(TypesOf)
        where type.IsVisible
        from method in type.GetMethods(Declared)
        where (method.IsPublic || method.IsFamily) && !method.IsSpecialName && method.Name != nameof(IAsyncDisposable.DisposeAsync)
        where IsAwaited(method.ReturnType) && method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)
        select $"{type}.{method.Name}");

    [Theory]
    [InlineData("Fluency.Ingest.Abstractions")]
    [InlineData("Fluency.Ingest")]
    [InlineData("Fluency.Ingest.AspNetCore")]
    [InlineData("Fluency.Ingest.Testing")]
    public void PublicTypes_StandInThePublicApiFiles(string assembly)
    {
        var lines = PublicApiOf(assembly);
        var mayBeChecked = lines.Count > 0 || Environment.GetEnvironmentVariable("CI") == "true";
        Assert.SkipUnless(mayBeChecked, "The public API files are empty: generate them.");

        AssertNone(Assembly.Load(assembly).GetExportedTypes().Where(type => !lines.Contains($"{type.Namespace}.{NameOf(type)}")));
    }

    [Fact]
    public void LoggedEvents_HaveAnIdOfTheirOwn() => AssertNone(
        from type in Assemblies.SelectMany(TypesOf)
        from method in type.GetMethods(Declared)
        let logged = method.GetCustomAttribute<LoggerMessageAttribute>()
        where logged is not null
        group method.Name by logged.EventId into methods
        where methods.Count() > 1
        select $"{methods.Key}: {string.Join(", ", methods)}");

    /// <summary>Fails with all breaches, so that they are mended in one go.</summary>
    static void AssertNone(IEnumerable<object?> breaches) =>
        string.Join('\n', breaches.Select(breach => breach?.ToString()).Distinct().Order(StringComparer.Ordinal)).Should().BeEmpty();

    /// <summary>What the folders of an assembly refer to in one another, type by type.</summary>
    static IEnumerable<(string? From, string? To, string Text)> ArrowsOf(Assembly assembly) =>
        from type in TypesOf(assembly)
        from used in TypeReferences.Of(type)
        where used.Assembly == assembly
        select (FolderOf(type), FolderOf(used), $"{type} refers to {used}");

    static string? FolderOf(Type type) => type.Namespace is { } name && name.StartsWith(Root + ".", StringComparison.Ordinal)
        ? name[(Root.Length + 1)..].Split('.')[0]
        : type.Namespace == Extensions ? "DependencyInjection" : null;

    /// <summary>The types of an assembly that someone wrote or that the compiler made of their code, without those it embeds or generates for others.</summary>
    static IEnumerable<Type> TypesOf(Assembly assembly) =>
        assembly.GetTypes().Where(type => FolderOf(type) is not null || type.Namespace == Root).Where(type => !IsGenerated(type));

    static bool IsGenerated(Type type) =>
        type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    static IEnumerable<SourceFile> FilesOf(Assembly assembly) => SourceFile.All.Where(file => file.Project == assembly.GetName().Name);

    /// <summary>What the reviewed files name, without the type parameters.</summary>
    static HashSet<string> PublicApiOf(string assembly) =>
        [.. from name in new[] { "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt" }
            from line in File.ReadLines(Path.Combine(SourceFile.RepositoryFolder(), "src", assembly, name))
            where line.Length > 0 && line[0] != '#'
            select line.Split('<')[0]];

    static string NameOf(Type type) => (type.DeclaringType is { } outer ? NameOf(outer) + "." : "") + type.Name.Split('`')[0];

    static bool IsAwaited(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));
}
