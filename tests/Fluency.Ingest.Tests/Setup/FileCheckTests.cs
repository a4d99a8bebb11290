using System.Diagnostics;
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
        var found = Look(path, UnixFile.MayUse);

        (found.Check, found.Result).Should().Be(("file", DoctorResult.Ok));
        found.Sentence.Should().Contain(sentence);
        Directory.EnumerateFileSystemEntries(_folder.FullPath).Should().BeEmpty();
    }

    [Fact]
    public void Look_TheFileExists_IsAppendedTo()
    {
        var file = _folder.Write("events.ndjson", "{}\n"u8.ToArray());

        Look("events.ndjson", UnixFile.MayUse).Sentence.Should().Be($"Records are appended to {file}.");
    }

    [Fact]
    public void Look_AFileStandsWhereAFolderBelongs_IsAProblem()
    {
        var file = _folder.Write("out", ""u8.ToArray());

        var found = Look("out/x/events.ndjson", UnixFile.MayUse);

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

        var found = Look(path, mayUse: other => other != target);

        found.Result.Should().Be(DoctorResult.Problem);
        found.Sentence.Should().Contain("may not be written");
    }

    [Fact]
    public void Look_ItIsAFolder_IsAProblem()
    {
        var found = Look("", mayUse: static _ => true);

        found.Result.Should().Be(DoctorResult.Problem);
        found.Sentence.Should().Contain("is a folder and no file");
    }

    [Fact]
    public void Look_ItIsAPipe_IsAProblemAndWaitsForNobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the kind of a file is not known.");
        using (var make = Process.Start("mkfifo", [Path.Combine(_folder.FullPath, "pipe")]))
        {
            make.WaitForExit();
        }

        var found = Look("pipe", UnixFile.MayUse);

        found.Result.Should().Be(DoctorResult.Problem);
        found.Sentence.Should().Contain("is a pipe");
    }

    [Fact]
    public void Look_ItIsADevice_IsAWarning()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the kind of a file is not known.");

        var found = Look("/dev/null", UnixFile.MayUse);

        found.Result.Should().Be(DoctorResult.Warning);
        found.Sentence.Should().Contain("is a device");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Look_ItsFolderMayNotBeWritten_IsAProblemWhereItIsRenamed(bool isCompleted)
    {
        _folder.Write("events.ndjson", "{}\n"u8.ToArray());

        var found = Look("events.ndjson", path => path != _folder.FullPath, isCompleted);

        found.Result.Should().Be(isCompleted ? DoctorResult.Problem : DoctorResult.Ok);
        found.Sentence.Contains("MaxFileBytes", StringComparison.Ordinal).Should().Be(isCompleted);
    }

    [Fact]
    public void Look_ALinkThatIsRenamed_IsAboutTheFolderOfTheFile()
    {
        var file = _folder.Write("real/events.ndjson", "{}\n"u8.ToArray());
        File.CreateSymbolicLink(Path.Combine(_folder.FullPath, "link"), file);

        Look("link", path => path != Path.GetDirectoryName(file), isCompleted: true).Result.Should().Be(DoctorResult.Problem);
    }

    [Fact]
    public void Look_ItCannotBePutElsewhereByPath_SaysHowItCan()
    {
        new FileCheck(static _ => false, _findings, "run it in another folder", "Quarantine").Look(Path.Combine(_folder.FullPath, "quarantine.ndjson"));

        var found = _findings.All.Should().ContainSingle().Subject;
        found.Setting.Should().Be("Quarantine");
        found.Sentence.Should().EndWith(", or run it in another folder.");
    }

    [Fact]
    public void MayUse_WhatIsNotThere_MayNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is not asked.");

        UnixFile.MayUse(Path.Combine(_folder.FullPath, "none")).Should().BeFalse();
        UnixFile.MayUse(_folder.FullPath).Should().BeTrue();
    }

    DoctorFinding Look(string path, Func<string, bool> mayUse, bool isCompleted = false)
    {
        new FileCheck(mayUse, _findings, "set Path to another place", "Path").Look(Path.Combine(_folder.FullPath, path), isCompleted);
        return _findings.All.Should().ContainSingle().Subject;
    }
}
