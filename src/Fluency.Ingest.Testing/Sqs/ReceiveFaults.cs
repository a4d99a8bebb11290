using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>What a fault makes of the messages that a receive got.</summary>
static class ReceiveFaults
{
    public static List<Received> Apply(FaultEffect effect, List<Received> received, Action<StoredMessage> addCopy)
    {
        switch (effect.Kind)
        {
            case FaultKind.DuplicateMessage:
                received.ForEach(one => addCopy(one.Message.Copy()));
                return received;
            case FaultKind.WrongMd5OfBody when received.Count > 0:
                received[0] = received[0] with { Md5OfBody = new string('0', 32) };
                return received;
            default:
                return received;
        }
    }
}
