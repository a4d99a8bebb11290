using Fluency.Ingest.Testing;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>Everything that can go wrong at AWS, at random but repeatable by its seed.</summary>
static class FaultMix
{
    /// <summary>Adds it.</summary>
    /// <param name="aws">The endpoint.</param>
    /// <param name="seed">Draws every chance and every place in a body.</param>
    /// <param name="scale">Multiplies all chances.</param>
    public static IReadOnlyList<Fault> Add(LocalAws aws, int seed, double scale = 1)
    {
        var random = new Random(seed);
        return [.. Effects(random).Select(fault => aws.Faults.Add(new Fault
        {
            Action = fault.Action,
            Effect = fault.Effect,
            Probability = fault.Chance * scale,

            // Plain bytes that are spoilt in a part that was resumed are covered by no checksum; gzip brings its own.
            Key = fault.Effect.ToString() == "CorruptBody" ? static key => key.EndsWith(".gz", StringComparison.Ordinal) : null,
            Seed = random.Next(),
        }))];
    }

    static IEnumerable<(string Action, double Chance, FaultEffect Effect)> Effects(Random random) =>
    [
        .. Receiving(), .. Settling("DeleteMessageBatch"), .. Settling("ChangeMessageVisibilityBatch"),
        ("GetQueueAttributes", 0.2, FaultEffect.Answer(403, "RequestThrottled")),
        .. Reading(random),
    ];

    static IEnumerable<(string Action, double Chance, FaultEffect Effect)> Receiving() =>
    [
        ("ReceiveMessage", 0.004, FaultEffect.Answer(403, "RequestThrottled")),
        ("ReceiveMessage", 0.002, FaultEffect.Answer(403, "OverLimit")),
        ("ReceiveMessage", 0.002, FaultEffect.Answer(500, "InternalError")),
        ("ReceiveMessage", 0.002, FaultEffect.Answer(400, "ExpiredToken")),
        ("ReceiveMessage", 0.002, FaultEffect.CloseConnection),
        ("ReceiveMessage", 0.002, FaultEffect.LoseAnswer),
        ("ReceiveMessage", 0.002, FaultEffect.WrongMd5OfBody),
        ("ReceiveMessage", 0.01, FaultEffect.DuplicateMessage),
        ("ReceiveMessage", 0.05, FaultEffect.ShortBatch(3)),
    ];

    static IEnumerable<(string Action, double Chance, FaultEffect Effect)> Settling(string action) =>
    [
        (action, 0.01, FaultEffect.Answer(403, "RequestThrottled")),
        (action, 0.01, FaultEffect.Answer(503, "ServiceUnavailable")),
        (action, 0.005, FaultEffect.Answer(400, "ExpiredToken")),
        (action, 0.01, FaultEffect.CloseConnection),
        (action, 0.01, FaultEffect.LoseAnswer),
        (action, 0.03, FaultEffect.FailEntries(entries: static entry => entry % 2 == 0)),
        (action, 0.005, FaultEffect.FailEntries("ReceiptHandleIsInvalid", senderFault: true, entries: static entry => entry == 1)),
    ];

    static IEnumerable<(string Action, double Chance, FaultEffect Effect)> Reading(Random random) =>
    [
        ("GetObject", 0.002, FaultEffect.Answer(503, "SlowDown")),
        ("GetObject", 0.002, FaultEffect.Answer(500, "InternalError")),
        ("GetObject", 0.001, FaultEffect.BareAnswer(503)),
        ("GetObject", 0.002, FaultEffect.Answer(400, "ExpiredToken")),
        ("GetObject", 0.001, FaultEffect.Answer(403, "AccessDenied")),
        ("GetObject", 0.003, FaultEffect.CloseConnection),
        ("GetObject", 0.003, FaultEffect.LoseAnswer),
        .. Enumerable.Range(0, 12).Select(_ => ("GetObject", 0.002, FaultEffect.CutBody(random.Next(400)))),
        .. Enumerable.Range(0, 4).Select(_ => ("GetObject", 0.001, FaultEffect.CorruptBody(random.Next(400)))),
        ("GetObject", 0.0005, FaultEffect.StallBody(random.Next(200))),
        ("GetObject", 0.003, FaultEffect.OpenEndedBody(int.MaxValue)),
        ("GetObject", 0.003, FaultEffect.OpenEndedBody(random.Next(200))),
        ("GetObject", 0.003, FaultEffect.WrongChecksum),
    ];
}
