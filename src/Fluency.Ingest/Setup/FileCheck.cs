using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Setup;

/// <summary>Looks at where a file is to be written, without writing it.</summary>
/// <param name="mayUse">Whether this process may write and read a file, or make one in a folder.</param>
/// <param name="findings">Is told.</param>
/// <param name="elsewhere">How its owner puts the file elsewhere, such as <c>set Path to another place</c>.</param>
/// <param name="setting">The key that does so.</param>
sealed class FileCheck(Func<string, bool> mayUse, DoctorFindings findings, string elsewhere, string setting)
{
    const string Check = "file";

    /// <summary>Looks.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="isCompleted">Whether the file is renamed when it is complete.</param>
    public void Look(string path, bool isCompleted = false)
    {
        if (File.Exists(path))
        {
            LookAtFile(path, isCompleted);
            return;
        }

        if (Directory.Exists(path))
        {
            findings.Fail(Check, $"{path} is a folder and no file: {elsewhere}.", setting);
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        var last = LastThatExists(folder);
        if (File.Exists(last))
        {
            findings.Fail(Check, $"{path} cannot be made, since {last} is a file and no folder: {elsewhere}, or move that file.", setting);
            return;
        }

        if (!mayUse(last))
        {
            findings.Fail(Check, $"{path} may not be written, so that all records wait: let this process write in {last}, or {elsewhere}.", setting);
            return;
        }

        findings.Ok(Check, last == folder ? $"{path} is made with the first records." : $"{path} is made with the first records, and the folder {folder} too.");
    }

    void LookAtFile(string path, bool isCompleted)
    {
        var kind = UnixFile.KindOf(path);
        if (kind == FileKind.Pipe)
        {
            findings.Fail(Check, $"{path} is a pipe, which cannot be cut back after a failed write, so that all records wait: {elsewhere}.", setting);
        }
        else if (kind == FileKind.Device)
        {
            findings.Warn(Check, $"{path} is a device, which may keep nothing of what is written to it: if the records are wanted, {elsewhere}.", setting);
        }
        else if (!mayUse(path))
        {
            findings.Fail(Check, $"{path} may not be written and read, so that all records wait: let this process do both, since a torn last line is looked for, or {elsewhere}.", setting);
        }
        else if (isCompleted && FolderOf(path) is var folder && !mayUse(folder))
        {
            findings.Fail(Check, $"{path} cannot be renamed when it is complete, and all records wait then: let this process write in {folder}, {elsewhere}, or leave out MaxFileBytes and MaxFileAge.", setting);
        }
        else
        {
            findings.Ok(Check, $"Records are appended to {path}.");
        }
    }

    // Of a link it is the file that is renamed, not the link.
    static string FolderOf(string path) => Path.GetDirectoryName(LineFile.TargetOf(path))!;

    static string LastThatExists(string folder)
    {
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
