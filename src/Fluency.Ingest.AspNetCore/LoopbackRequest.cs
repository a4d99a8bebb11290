using System.Net;
using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.AspNetCore;

/// <summary>Tells a request of someone on this machine from one that only arrives from there.</summary>
static class LoopbackRequest
{
    // What proxies, gateways and content networks add. The middleware for forwarded headers leaves X-Original-* behind where it has taken X-Forwarded-* for true.
    static readonly string[] ProxyPrefixes = ["X-Forwarded-", "X-Original-", "X-ProxyUser-", "X-Envoy-"];

    static readonly HashSet<string> ProxyHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "X-Azure-ClientIP", "X-Forwarded", "Forwarded-For", "X-ARR-LOG-ID",
    };

    /// <summary>Why a request does not count as one of this machine; null if it does.</summary>
    public static string? WhyNot(HttpContext context)
    {
        var request = context.Request;
        return !IsLoopback(context.Connection.RemoteIpAddress) ? "it does not come from a loopback address"
            : request.Headers.FirstOrDefault(static header => IsOfProxy(header.Key)).Key is { } header ? $"it came through a proxy (it has the header {header})"
            : HttpProtocol.IsHttp10(request.Protocol) ? "it came through a proxy (it speaks HTTP/1.0)"
            : !IsLoopback(request.Host) ? "its Host is neither localhost nor a loopback address"
            : IsOfAnotherSite(request) ? "a page of another site asked for it"
            : null;
    }

    static bool IsLoopback(IPAddress? address) =>
        address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // Against rebinding: a foreign page whose name resolves to this machine has no other name to send.
    static bool IsLoopback(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IsLoopback(address));

    static bool IsOfProxy(string header) =>
        ProxyHeaders.Contains(header) || ProxyPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // A host that lets every origin read its answers would otherwise let every site read this page. Following a link from one is no harm.
    static bool IsOfAnotherSite(HttpRequest request) =>
        (request.Headers.Origin.Count > 0 && request.Headers.Origin != $"{request.Scheme}://{request.Host}")
        || (request.Headers["Sec-Fetch-Site"] is var site && (site == "cross-site" || site == "same-site") && request.Headers["Sec-Fetch-Mode"] != "navigate");
}
