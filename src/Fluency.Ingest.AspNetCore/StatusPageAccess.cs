using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.AspNetCore;

/// <summary>Decides who sees the page, and who sees records.</summary>
sealed class StatusPageAccess(StatusPageOptions options, ILogger logger)
{
    // What the middleware leaves behind for endpoint routing to see that it was there.
    const string AuthorizationHasRun = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <summary>Lets through those who may see the page; answers the others as the host's authentication does.</summary>
    public async Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        PageHeaders.AddTo(context.Response.Headers);
        if (IsDecidedByHost(context))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var reason = options.AllowLoopback ? LoopbackRequest.WhyNot(context) : "loopback is not exempt (AllowLoopback is false)";
        await (reason is null ? next(context) : AuthorizeAsync(context, next, reason)).ConfigureAwait(false);
    }

    /// <summary>Whether the live tail shows a user what is in records.</summary>
    public async Task<bool> MaySeeRecordsAsync(HttpContext context)
    {
        if (!options.ShowRecords || options.RecordPolicy is not { } policy)
        {
            return options.ShowRecords;
        }

        var authorization = context.RequestServices.GetService<IAuthorizationService>();
        return authorization is not null && (await authorization.AuthorizeAsync(context.User, context, policy).ConfigureAwait(false)).Succeeded;
    }

    // The authorization middleware has been at work by then: a host whose endpoints ask for it and that lacks it answers with an exception. Not so where they name a policy without asking (WithMetadata).
    static bool IsDecidedByHost(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && (metadata.GetMetadata<IAuthorizeData>() is not null
            || metadata.GetMetadata<IAllowAnonymous>() is not null
            || (metadata.GetMetadata<AuthorizationPolicy>() is not null && context.Items.ContainsKey(AuthorizationHasRun)));

    async Task AuthorizeAsync(HttpContext context, RequestDelegate next, string reason)
    {
        var services = context.RequestServices;
        if (services.GetService<IPolicyEvaluator>() is not { } evaluator)
        {
            await RefuseAsync(context, reason).ConfigureAwait(false);
            return;
        }

        var policy = await PolicyAsync(services.GetRequiredService<IAuthorizationPolicyProvider>()).ConfigureAwait(false);
        var authentication = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        var result = await evaluator.AuthorizeAsync(policy, authentication, context, context).ConfigureAwait(false);
        if (!result.Succeeded && !await CanAskToSignInAsync(services, policy).ConfigureAwait(false))
        {
            await RefuseAsync(context, reason).ConfigureAwait(false);
            return;
        }

        await services.GetRequiredService<IAuthorizationMiddlewareResultHandler>().HandleAsync(next, context, policy, result).ConfigureAwait(false);
    }

    async Task<AuthorizationPolicy> PolicyAsync(IAuthorizationPolicyProvider policies) => options.Policy is { } name
        ? await policies.GetPolicyAsync(name).ConfigureAwait(false) ?? throw new InvalidOperationException($"{nameof(StatusPageOptions)}.{nameof(StatusPageOptions.Policy)} is '{name}' but the host has no authorization policy of that name.")
        : await policies.GetDefaultPolicyAsync().ConfigureAwait(false);

    static async Task<bool> CanAskToSignInAsync(IServiceProvider services, AuthorizationPolicy policy) =>
        policy.AuthenticationSchemes.Count > 0
        || (services.GetService<IAuthenticationSchemeProvider>() is { } schemes && await schemes.GetDefaultChallengeSchemeAsync().ConfigureAwait(false) is not null);

    async Task RefuseAsync(HttpContext context, string reason)
    {
        Log.PageRefused(logger, context.Connection.RemoteIpAddress, reason);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(
            $"The status page is for those whom the host's authorization lets in, and for requests from the machine itself; this one is not, since {reason}.\n",
            context.RequestAborted).ConfigureAwait(false);
    }
}
