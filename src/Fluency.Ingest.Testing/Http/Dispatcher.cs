using System.Globalization;
using Fluency.Ingest.Testing.Faults;
using Fluency.Ingest.Testing.S3;
using Fluency.Ingest.Testing.Sqs;
using Fluency.Ingest.Testing.Sts;
using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.Testing.Http;

/// <summary>The way of every request: find its endpoint, log it, meet the faults, say who asks, run, answer.</summary>
sealed class Dispatcher
{
    readonly LocalAws _aws;
    readonly S3Endpoint _s3 = new();
    readonly SqsEndpoint _sqs = new();
    readonly StsEndpoint _sts = new();

    public Dispatcher(LocalAws aws) => _aws = aws;

    public async Task HandleAsync(HttpContext http)
    {
        var call = new Call(_aws, http);

        // The server's own would be that of the system's clock, by which nothing else here goes.
        http.Response.Headers.Date = _aws.Now.ToString("R", CultureInfo.InvariantCulture);
        var endpoint = EndpointOf(http.Request);
        try
        {
            await RunAsync(endpoint, call).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && (call.ClientHasLeft() || _aws.Stopping.IsCancellationRequested))
        {
            // Nobody is there to be answered.
            http.Abort();
        }
        finally
        {
            _aws.Requests.Complete(call.Log);
        }
    }

    async Task RunAsync(IEndpoint endpoint, Call call)
    {
        try
        {
            await IdentifyAsync(endpoint, call).ConfigureAwait(false);
            if (await MeetFaultsAsync(call).ConfigureAwait(false))
            {
                call.Identity = _aws.Iam.Authenticate(call);
                await endpoint.RunAsync(call).ConfigureAwait(false);
            }
        }
        catch (AwsError error)
        {
            call.Log.ErrorCode = error.IsBare ? null : error.Code;
            foreach (var (name, value) in error.Headers ?? new Dictionary<string, string>())
            {
                call.Response.Headers[name] = value;
            }

            await (error.IsBare ? Answer.SendAsync(call, error.Status, default) : endpoint.SendErrorAsync(call, error)).ConfigureAwait(false);
        }
    }

    async Task IdentifyAsync(IEndpoint endpoint, Call call)
    {
        try
        {
            await endpoint.IdentifyAsync(call).ConfigureAwait(false);
        }
        finally
        {
            _aws.Requests.Start(call.Log);
        }
    }

    async Task<bool> MeetFaultsAsync(Call call)
    {
        foreach (var fault in _aws.Faults.At(FaultPoint.Arrival, call.Log))
        {
            var effect = fault.Effect;
            switch (effect.Kind)
            {
                case FaultKind.Delay:
                    // Counted from the arrival, so that a faked clock may be advanced as soon as the fault is seen to strike.
                    await _aws.TimeProvider.WaitUntilAsync(call.Log.Time + effect.Duration, call.Aborted).ConfigureAwait(false);
                    break;
                case FaultKind.Hold:
                    await fault.Released.WaitAsync(call.Aborted).ConfigureAwait(false);
                    break;
                case FaultKind.CloseConnection:
                    call.Http.Abort();
                    return false;
                default:
                    throw new AwsError(effect.Status, effect.Code, effect.Message) { IsBare = effect.Kind == FaultKind.BareAnswer };
            }
        }

        return true;
    }

    IEndpoint EndpointOf(HttpRequest request)
    {
        if (request.Headers.ContainsKey("X-Amz-Target"))
        {
            return _sqs;
        }

        var isForm = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
        return isForm && HttpMethods.IsPost(request.Method) ? _sts : _s3;
    }
}
