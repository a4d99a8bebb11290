using System.Buffers;

namespace Fluency.Ingest;

/// <summary>The memory of batches, used again and again.</summary>
/// <remarks>
/// Hundreds of small batches are held at once while their deliveries wait for their turn, more than the shared pools keep of one size; those of theirs that are small have
/// pools of their own, which hold at most as many. What is large stays with the shared pool, which gives memory back when it is scarce.
/// </remarks>
static class BatchMemory
{
    const int MaxSmallBytes = 256 * 1024;
    const int MaxSmallSlots = 256;

    // As many as deliveries are in flight by default.
    const int MaxHeld = 512;

    static readonly ArrayPool<byte> SmallArenas = ArrayPool<byte>.Create(MaxSmallBytes, MaxHeld);
    static readonly ArrayPool<RecordSlot> SmallSlots = ArrayPool<RecordSlot>.Create(MaxSmallSlots, MaxHeld);

    public static byte[] RentArena(int bytes) => (bytes <= MaxSmallBytes ? SmallArenas : ArrayPool<byte>.Shared).Rent(bytes);

    public static void Return(byte[] arena) => (arena.Length <= MaxSmallBytes ? SmallArenas : ArrayPool<byte>.Shared).Return(arena);

    public static RecordSlot[] RentSlots(int count) => (count <= MaxSmallSlots ? SmallSlots : ArrayPool<RecordSlot>.Shared).Rent(count);

    // Emptied by whoever returns them, so that nothing is kept alive.
    public static void Return(RecordSlot[] slots) => (slots.Length <= MaxSmallSlots ? SmallSlots : ArrayPool<RecordSlot>.Shared).Return(slots);
}
