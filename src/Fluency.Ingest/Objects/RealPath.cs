namespace Fluency.Ingest.Objects;

/// <summary>The path at which a file really lies, with every link on the way to it followed: two paths of one file have the same one.</summary>
static class RealPath
{
    // As many as Linux follows: more of them lead round in a circle.
    const int MaxLinks = 40;

    /// <param name="path">A path, of a file that need not exist.</param>
    public static string Of(string path) => Of(Path.GetFullPath(path), MaxLinks);

    static string Of(string fullPath, int linksLeft)
    {
        if (Path.GetDirectoryName(fullPath) is not { } folder)
        {
            return fullPath;
        }

        folder = Of(folder, linksLeft);
        var path = Path.Combine(folder, Path.GetFileName(fullPath));
        return linksLeft > 0 && new FileInfo(path).LinkTarget is { } target ? Of(Path.GetFullPath(target, folder), linksLeft - 1) : path;
    }
}
