namespace Fluency.Ingest.Setup;

/// <summary>Looks at where a file is to be written, without writing it.</summary>
/// <param name="mayWrite">Whether this process may write a file, or make one in a folder.</param>
/// <param name="findings">Is told.</param>
sealed class FileCheck(Func<string, bool> mayWrite, DoctorFindings findings)
{
    const string Check = "file";

    /// <summary>Looks.</summary>
    /// <param name="path">The full path.</param>
    public void Look(string path)
    {
        if (File.Exists(path))
        {
            Tell(path, path, $"Records are appended to {path}.", "let this process write it");
            return;
        }

        if (Directory.Exists(path))
        {
            findings.Fail(Check, $"{path} is a folder and no file: set Path to another place.", "Path");
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        var last = LastThatExists(folder);
        if (File.Exists(last))
        {
            findings.Fail(Check, $"{path} cannot be made, since {last} is a file and no folder: set Path to another place, or move that file.", "Path");
            return;
        }

        Tell(path, last, last == folder ? $"{path} is made with the first records." : $"{path} is made with the first records, and the folder {folder} too.", $"let this process write in {last}");
    }

    void Tell(string path, string target, string good, string remedy)
    {
        if (mayWrite(target))
        {
            findings.Ok(Check, good);
        }
        else
        {
            findings.Fail(Check, $"{path} may not be written, so that all records wait: {remedy}, or set Path to another place.", "Path");
        }
    }

    static string LastThatExists(string folder)
    {
        while (!Directory.Exists(folder) && !File.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
