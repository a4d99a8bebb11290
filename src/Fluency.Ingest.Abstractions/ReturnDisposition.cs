namespace Fluency.Ingest;

/// <summary>See <see cref="Disposition.Return"/>.</summary>
/// <param name="After">When it is to come again, counted from now; zero for at once.</param>
public sealed record ReturnDisposition(TimeSpan After) : Disposition;
