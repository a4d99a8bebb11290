using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.PageTests.Support;

/// <summary>Signs in whoever a header names, as what it says.</summary>
sealed class TestUser(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Names the role of the user.</summary>
    public const string Header = "Test-Role";

    /// <summary>A remote address other than the true one.</summary>
    public const string AddressHeader = "Test-Address";

    /// <summary>Adds the scheme, and the policy "operators".</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, TestUser>("test", static _ => { });
        services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireRole("operator"));
    }

    /// <summary>Lets requests come from where they say.</summary>
    public static void FakeAddresses(WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Headers[AddressHeader].ToString() is { Length: > 0 } address)
        {
            context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
        }

        return next(context);
    });

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[Header].ToString() is not { Length: > 0 } role)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "somebody"), new Claim(ClaimTypes.Role, role)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
