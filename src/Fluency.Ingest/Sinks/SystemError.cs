namespace Fluency.Ingest.Sinks;

/// <summary>Tells apart the failures of the operating system that .NET hands over as a bare <see cref="IOException"/>.</summary>
/// <remarks>Its <see cref="Exception.HResult"/> is the raw <c>errno</c> on Unix and 0x8007 with the error's number on Windows.</remarks>
static class SystemError
{
    const int Windows = unchecked((int)0x80070000);

    /// <summary>No space is left on the disk, or none of the quota.</summary>
    public static bool IsDiskFull(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is (Windows | 112) or (Windows | 39) // ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
        : exception.HResult is 28 // ENOSPC, the same everywhere
            || exception.HResult == (OperatingSystem.IsMacOS() ? 69 : 122); // EDQUOT

    /// <summary>Another process has the file open in a way that keeps this one out.</summary>
    public static bool IsLocked(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is (Windows | 32) or (Windows | 33) // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        : exception.HResult == WouldBlock;

    /// <summary>Nobody reads the pipe any more.</summary>
    public static bool IsClosedPipe(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is (Windows | 109) or (Windows | 232) // ERROR_BROKEN_PIPE, ERROR_NO_DATA
        : exception.HResult is 32; // EPIPE

    /// <summary>EWOULDBLOCK, and EACCES, which some file systems answer in its place.</summary>
    public const int WouldBlockOnLinux = 11;
    public const int DeniedOnLinux = 13;

    /// <summary>What Unix answers when a lock is held by another: EWOULDBLOCK.</summary>
    public static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : WouldBlockOnLinux;
}
