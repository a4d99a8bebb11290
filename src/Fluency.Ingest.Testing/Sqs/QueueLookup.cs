using Fluency.Ingest.Testing.Http;
using Fluency.Ingest.Testing.Iam;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>Finds the queue of a request and asks whether the caller may use it.</summary>
static class QueueLookup
{
    public static LocalQueue Queue(Call call, string action)
    {
        var url = SqsJson.RequiredText(call.Json, "QueueUrl");
        var name = url.Split('/')[^1];
        // Who may not use a queue does not learn whether it exists.
        Authorize(call, action, name);
        return call.Aws.Sqs.FindQueue(name) ?? throw SqsErrors.QueueDoesNotExist();
    }

    public static void Authorize(Call call, string action, string queue)
    {
        var arn = $"arn:aws:sqs:{call.Aws.Region}:{call.Aws.AccountId}:{queue}";
        if (!call.Identity.MayDo(action, arn))
        {
            throw AuthenticationErrors.Denied(AwsService.Sqs, call.Identity, action, arn);
        }
    }
}
