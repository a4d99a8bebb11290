using System.Net;

namespace Fluency.Ingest.Diagnostics;

/// <summary>The way through a proxy, whose user and password (<c>HTTPS_PROXY=http://user:password@host</c>) are given to nobody but the proxy.</summary>
/// <remarks>.NET repeats a proxy's whole address in its messages and traces. It signs in with <see cref="Credentials"/>, so that the address need not tell of them.</remarks>
sealed class DiscreetProxy(IWebProxy inner) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    /// <summary>The proxy that a client is to be given.</summary>
    /// <param name="proxy">The one that it would have. Default: the environment's.</param>
    /// <remarks>Those of Windows' own settings may be several, for which only .NET itself can ask; they have no user.</remarks>
    public static IWebProxy Of(IWebProxy? proxy = null)
    {
        proxy ??= HttpClient.DefaultProxy;
        return proxy is DiscreetProxy || (OperatingSystem.IsWindows() && proxy.Credentials is null) ? proxy : new DiscreetProxy(proxy);
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) =>
        inner.GetProxy(destination) is { } address ? address.UserInfo.Length == 0 ? address : new UriBuilder(address) { UserName = "", Password = "" }.Uri : null;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => inner.IsBypassed(host);
}
