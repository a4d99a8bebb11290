using System.Collections.Concurrent;
using Amazon.Runtime.Endpoints;

namespace Fluency.Ingest.Notifications;

/// <summary>Remembers where a client's requests go: the SDK works it out anew for every request, from a tree of rules, and that costs more than signing it.</summary>
/// <param name="rules">The SDK's rules.</param>
/// <remarks>
/// For a client whose settings stay as they are. Then the bucket decides, and the region, which the SDK changes by itself when S3 says that a bucket lies elsewhere; the rules
/// are given the key too, and do not look at it. It matters to the SDK alone, if it begins with a slash.
/// </remarks>
sealed class RememberedEndpoints(IEndpointProvider rules) : IEndpointProvider
{
    // Bounds what a flood of made-up buckets can cost. Beyond it the rules are asked for every object.
    const int MaxRemembered = 10_000;

    readonly ConcurrentDictionary<(string? Bucket, string? Region), (string Url, Endpoint Endpoint)> _endpoints = new();

    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var about = (parameters["Bucket"] as string, parameters["Region"] as string);
        if (!_endpoints.TryGetValue(about, out var found))
        {
            var endpoint = rules.ResolveEndpoint(parameters);
            found = (endpoint.URL, endpoint);
            if (_endpoints.Count < MaxRemembered)
            {
                _endpoints[about] = found;
            }
        }

        // The SDK writes to the URL of what it gets.
        var url = parameters["Key"] is string key && key.StartsWith('/') && HasPath(found.Url) ? found.Url + "/" : found.Url;
        return new Endpoint(url) { Attributes = found.Endpoint.Attributes, Headers = found.Endpoint.Headers };
    }

    // Where the bucket stands in the path (ForcePathStyle, an address without a name, a bucket with dots) the SDK takes one slash from the beginning of a key, which then
    // names another object; but not behind an endpoint that ends with one.
    static bool HasPath(string url) => new Uri(url).AbsolutePath != "/";
}
