using System.Buffers;

namespace Fluency.Ingest;

/// <summary>The memory of batches, used again and again.</summary>
/// <remarks>
/// Hundreds of small batches are held at once while their deliveries wait for their turn, and dozens of full ones, more than the shared pools keep of one size: they have
/// pools of their own, which hold at most as many. What is larger stays with the shared pool, which gives memory back when it is scarce.
/// </remarks>
static class BatchMemory
{
    const int MaxSmallBytes = 256 * 1024;
    const int MaxSmallSlots = 256;

    // A quarter of the deliveries that may be in flight by default: where more are held at once, something else is being waited for.
    const int MaxHeld = 512;

    // A full write by default is 1 MiB and 1,024 records; the last record may make it grow to twice that. What an object and its envelopes weigh comes to some thirty of them.
    const int MaxFullBytes = 2 * 1024 * 1024;
    const int MaxFullSlots = 2048;
    const int MaxFullHeld = 32;

    static readonly ArrayPool<byte> SmallArenas = ArrayPool<byte>.Create(MaxSmallBytes, MaxHeld);
    static readonly ArrayPool<RecordSlot> SmallSlots = ArrayPool<RecordSlot>.Create(MaxSmallSlots, MaxHeld);

    static readonly ArrayPool<byte> FullArenas = ArrayPool<byte>.Create(MaxFullBytes, MaxFullHeld);
    static readonly ArrayPool<RecordSlot> FullSlots = ArrayPool<RecordSlot>.Create(MaxFullSlots, MaxFullHeld);

    public static byte[] RentArena(int bytes) => ArenasOf(bytes).Rent(bytes);

    public static void Return(byte[] arena) => ArenasOf(arena.Length).Return(arena);

    public static RecordSlot[] RentSlots(int count) => SlotsOf(count).Rent(count);

    // Emptied by whoever returns them, so that nothing is kept alive.
    public static void Return(RecordSlot[] slots) => SlotsOf(slots.Length).Return(slots);

    static ArrayPool<byte> ArenasOf(int bytes) => bytes <= MaxSmallBytes ? SmallArenas : bytes <= MaxFullBytes ? FullArenas : ArrayPool<byte>.Shared;

    static ArrayPool<RecordSlot> SlotsOf(int count) => count <= MaxSmallSlots ? SmallSlots : count <= MaxFullSlots ? FullSlots : ArrayPool<RecordSlot>.Shared;
}
