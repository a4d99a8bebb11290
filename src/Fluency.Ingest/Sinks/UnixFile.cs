using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fluency.Ingest.Sinks;

/// <summary>What durable files need of Unix and .NET does not offer. On Windows nothing of it is needed, and nothing is done.</summary>
static class UnixFile
{
    // fcntl.h and sys/file.h: the same on Linux, macOS and the BSDs.
    const int ReadOnly = 0;
    const int LockShared = 1;
    const int LockNonBlocking = 4;

    // asm-generic/fcntl.h, of Linux.
    const int GetFlags = 3;
    const int SetFlags = 4;
    const int Append = 0x400;
    const int SetOwnLock = 37;
    const short WriteLock = 1;

    // unistd.h, the same there too.
    const int MayBeEntered = 1;
    const int MayBeWritten = 2;
    const int MayBeRead = 4;

    // fcntl.h and linux/stat.h, of Linux.
    const int CurrentFolder = -100;
    const int EmptyPath = 0x1000;
    const uint InodeWanted = 0x100;
    const uint KindWanted = 1;

    // sys/stat.h, the same everywhere: what a mode says of the kind.
    const int KindBits = 0xF000;
    const int Pipe = 0x1000;
    const int CharacterDevice = 0x2000;
    const int BlockDevice = 0x6000;
    const int Socket = 0xC000;

    // EINVAL: a file system that cannot flush folders (some network and FUSE ones).
    const int CannotFlush = 22;

    /// <summary>Makes the names in a folder durable: a file that was just made may else be gone after a power cut, however well its content was flushed (fsync(2)).</summary>
    /// <remarks>A folder that this process may not list cannot be flushed; its names are then as durable as the file system makes them.</remarks>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0)
        {
            return;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Fsync(handle) < 0 && Marshal.GetLastPInvokeError() is var error && error != CannotFlush)
        {
            throw new IOException($"The folder {folder} could not be flushed to the disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }
    }

    /// <summary>Whether this process may write and read a file, or make files in a folder, as far as can be told without doing it (access(2)); what cannot be told is granted.</summary>
    public static bool MayUse(string path) =>
        OperatingSystem.IsWindows() || Access(Encoding.UTF8.GetBytes(path + '\0'), MayBeWritten | (Directory.Exists(path) ? MayBeEntered : MayBeRead)) == 0;

    /// <summary>What a path names, as far as can be told without opening it; where that cannot be told (but on Linux), by its folder.</summary>
    public static FileKind KindOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return path.StartsWith("/dev/", StringComparison.Ordinal) ? FileKind.Device : FileKind.Regular;
        }

        try
        {
            return Statx(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, KindWanted, out FileStatus file) == 0 ? KindOf(file.Mode) : FileKind.Regular;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library of before 2018.
            return FileKind.Regular;
        }
    }

    /// <summary>Creates a file that has a mode from its first byte on, whatever the process's mask is; on Windows there are none.</summary>
    public static FileStream Create(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        // The mask takes from it and never adds.
        options.UnixCreateMode = mode;
        var file = new FileStream(path, options);
        File.SetUnixFileMode(file.SafeFileHandle, mode);
        return file;
    }

    /// <summary>Lets every write begin at the file's end, wherever that is by then (O_APPEND of open(2)): a file that another has emptied in that moment gets no hole.</summary>
    /// <remarks>Of Linux alone, where it also holds for writes that name an offset (pwrite(2)).</remarks>
    public static void AppendOnly(FileStream file)
    {
        if (OperatingSystem.IsLinux() && Fcntl(file.SafeFileHandle, GetFlags, 0) is >= 0 and var flags)
        {
            _ = Fcntl(file.SafeFileHandle, SetFlags, flags | Append);
        }
    }

    /// <summary>Keeps other writers from the file and lets readers in, also such as have it open already: by a lock that only writers take (F_OFD_SETLK of fcntl(2)).</summary>
    /// <returns>False where there is no such lock: on other systems than Linux, and on file systems without.</returns>
    /// <exception cref="IOException">Another has it.</exception>
    public static bool TryLockForWriting(FileStream file)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return false;
        }

        var whole = new FileLock { Type = WriteLock };
        if (Fcntl(file.SafeFileHandle, SetOwnLock, ref whole) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is SystemError.WouldBlockOnLinux or SystemError.DeniedOnLinux ? throw IsLocked(file) : false;
    }

    /// <summary>
    /// Turns the exclusive lock that <see cref="FileShare.None"/> takes on Unix into a shared one: readers get in, and whoever asks for an exclusive one does not.
    /// <see cref="FileShare.Read"/> alone takes only a shared lock, which does not keep out a second writer.
    /// </summary>
    /// <exception cref="IOException">Another process took the file in between, as flock(2) does not convert in one step.</exception>
    public static void AdmitReaders(FileStream file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (Flock(file.SafeFileHandle, LockShared | LockNonBlocking) < 0 && Marshal.GetLastPInvokeError() == SystemError.WouldBlock)
        {
            throw IsLocked(file);
        }
    }

    /// <summary>Whether a path names an open file, by device and inode; null where that cannot be told.</summary>
    /// <remarks>By statx(2), whose structure is the same on every architecture of Linux, unlike that of stat(2). An inode is not given to another file while this one is open.</remarks>
    public static bool? IsNamed(SafeFileHandle file, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            return Statx(file, [0], EmptyPath, InodeWanted, out var own) == 0 && Statx(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, InodeWanted, out FileIdentity named) == 0
                ? own == named
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library of before 2018.
            return null;
        }
    }

    static IOException IsLocked(FileStream file) => new($"Another process has locked {file.Name}.", SystemError.WouldBlock);

    static FileKind KindOf(ushort mode) => (mode & KindBits) switch
    {
        Pipe or Socket => FileKind.Pipe,
        CharacterDevice or BlockDevice => FileKind.Device,
        _ => FileKind.Regular,
    };

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    static extern int Access(byte[] path, int mode);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    static extern int Fsync(SafeFileHandle descriptor);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    static extern int Flock(SafeFileHandle descriptor, int operation);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    static extern int Fcntl(SafeFileHandle descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    static extern int Fcntl(SafeFileHandle descriptor, int command, ref FileLock argument);

    [DllImport("libc", EntryPoint = "statx")]
    static extern int Statx(SafeFileHandle folder, byte[] path, int flags, uint wanted, out FileIdentity identity);

    [DllImport("libc", EntryPoint = "statx")]
    static extern int Statx(int folder, byte[] path, int flags, uint wanted, out FileIdentity identity);

    [DllImport("libc", EntryPoint = "statx")]
    static extern int Statx(int folder, byte[] path, int flags, uint wanted, out FileStatus status);

    // struct statx, of which only this is looked at.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    readonly record struct FileIdentity([field: FieldOffset(32)] ulong Inode, [field: FieldOffset(136)] uint DeviceMajor, [field: FieldOffset(140)] uint DeviceMinor);

    // struct flock of 64 bits. All zero but for the type it is the whole file, however long that becomes.
    [StructLayout(LayoutKind.Sequential)]
    struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }

    // And this.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    readonly record struct FileStatus([field: FieldOffset(28)] ushort Mode);
}
