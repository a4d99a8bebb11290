namespace Fluency.Ingest.Testing.Http;

/// <summary>One service: knows its protocol and its actions.</summary>
interface IEndpoint
{
    /// <summary>Fills in the log entry: which action on what. Reads the body where that is needed to know.</summary>
    Task IdentifyAsync(Call call);

    /// <summary>Carries the action out and answers.</summary>
    Task RunAsync(Call call);

    /// <summary>Answers with an error.</summary>
    Task SendErrorAsync(Call call, AwsError error);
}
