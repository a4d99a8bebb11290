using Fluency.Ingest.Setup;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Setup;

public sealed class FileCheckTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();
    readonly DoctorFindings _findings = new("events");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("events.ndjson", "is made with the first records.")]
    [InlineData("a/b/events.ndjson", "the folder ")]
    public void Look_ThePathCanBeMade_IsFineAndMakesNothing(string path, string sentence)
    {
        var found = Look(path, UnixFile.MayWrite);

        (found.Check, found.Result).Should().Be(("file", DoctorResult.Ok));
        found.Sentence.Should().Contain(sentence);
        Directory.EnumerateFileSystemEntries(_folder.FullPath).Should().BeEmpty();
    }

    [Fact]
    public void Look_TheFileExists_IsAppendedTo()
    {
        var file = _folder.Write("events.ndjson", "{}\n"u8.ToArray());

        Look("events.ndjson", UnixFile.MayWrite).Sentence.Should().Be($"Records are appended to {file}.");
    }

    [Fact]
    public void Look_AFileStandsWhereAFolderBelongs_IsAProblem()
    {
        var file = _folder.Write("out", ""u8.ToArray());

        var found = Look("out/x/events.ndjson", UnixFile.MayWrite);

        (found.Result, found.Setting).Should().Be((DoctorResult.Problem, "Path"));
        found.Sentence.Should().Contain($"since {file} is a file and no folder");
    }

    [Theory]
    [InlineData("a/b/events.ndjson", "")]
    [InlineData("old.ndjson", "old.ndjson")]
    public void Look_ItMayNotBeWritten_IsAProblem(string path, string asked)
    {
        _folder.Write("old.ndjson", ""u8.ToArray());
        var target = Path.Combine(_folder.FullPath, asked).TrimEnd(Path.DirectorySeparatorChar);

        var found = Look(path, mayWrite: other => other != target);

        found.Result.Should().Be(DoctorResult.Problem);
        found.Sentence.Should().Contain("may not be written");
    }

    [Fact]
    public void Look_ItIsAFolder_IsAProblem()
    {
        var found = Look("", mayWrite: static _ => true);

        found.Result.Should().Be(DoctorResult.Problem);
        found.Sentence.Should().Contain("is a folder and no file");
    }

    [Fact]
    public void MayWrite_WhatIsNotThere_MayNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is not asked.");

        UnixFile.MayWrite(Path.Combine(_folder.FullPath, "none")).Should().BeFalse();
        UnixFile.MayWrite(_folder.FullPath).Should().BeTrue();
    }

    DoctorFinding Look(string path, Func<string, bool> mayWrite)
    {
        new FileCheck(mayWrite, _findings).Look(Path.Combine(_folder.FullPath, path));
        return _findings.All.Should().ContainSingle().Subject;
    }
}
