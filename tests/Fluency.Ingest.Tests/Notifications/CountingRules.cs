using Amazon.Runtime.Endpoints;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>Rules for endpoints of names that show what they were made of.</summary>
sealed class CountingRules : IEndpointProvider
{
    public int Asked { get; private set; }

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        Asked++;
        return new Endpoint($"https://{parameters["Bucket"]}.{parameters["Region"]}");
    }
}
