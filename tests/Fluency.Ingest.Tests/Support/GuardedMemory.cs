using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Memory behind which lies a page that may not be touched: whoever does ends the process, with a trace of where. On Linux alone.</summary>
sealed class GuardedMemory : IDisposable
{
    const int None = 0;
    const int ReadAndWrite = 3;
    const int PrivateAnonymous = 0x22;
    const nint Failed = -1;

    readonly int _bytes;
    readonly nint _start;
    readonly nuint _length;

    public GuardedMemory(int atLeast)
    {
        var page = Environment.SystemPageSize;
        _bytes = (atLeast + page - 1) / page * page;
        _length = (nuint)(_bytes + page);
        _start = Map(0, _length, ReadAndWrite, PrivateAnonymous, -1, 0);
        if (_start == Failed || Protect(_start + _bytes, (nuint)page, None) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The last bytes before what is guarded.</summary>
    public Span<byte> Last(int count)
    {
        ref var start = ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), _start);
        return MemoryMarshal.CreateSpan(ref start, _bytes)[^count..];
    }

    public void Dispose() => _ = Unmap(_start, _length);

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Protect(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Unmap(nint address, nuint length);
}
