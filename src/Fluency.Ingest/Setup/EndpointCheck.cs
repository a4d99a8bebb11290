using System.Net.Sockets;

namespace Fluency.Ingest.Setup;

/// <summary>Asks whether an endpoint can be reached, and compares its clock with this one, by a request that is not signed and asks for nothing.</summary>
/// <param name="http">Makes the request.</param>
/// <param name="time">This machine's clock.</param>
sealed class EndpointCheck(HttpClient http, TimeProvider time)
{
    const string Endpoint = "endpoint";
    const string Clock = "clock";

    // AWS refuses a signature that is older or newer than this; S3 is three times as patient.
    static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    static readonly TimeSpan NotedSkew = TimeSpan.FromMinutes(1);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Looks at an endpoint.</summary>
    /// <param name="what">Who is asked, for people, such as <c>SQS</c>.</param>
    /// <param name="address">Where.</param>
    /// <param name="findings">Is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="beside">What else is to be known where it answers, as the rest of the sentence.</param>
    /// <returns>Whether it answered, and what its clock said.</returns>
    public async Task<EndpointAnswer> ReachAsync(string what, Uri address, DoctorFindings findings, CancellationToken cancellationToken, string beside = "")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var started = time.GetUtcNow();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            findings.Ok(Endpoint, $"{what} answers at {address.GetLeftPart(UriPartial.Authority)}{beside}.");
            return new EndpointAnswer(true, response.Headers.Date is { } date ? date - (started + ((time.GetUtcNow() - started) / 2)) : null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            findings.Fail(Endpoint, $"{what} cannot be reached at {address.GetLeftPart(UriPartial.Authority)}: {Reason(exception, address)}");
            return new EndpointAnswer(false, null);
        }
    }

    /// <summary>Says what the difference between the clocks means.</summary>
    public static void CompareClocks(TimeSpan? skew, DoctorFindings findings)
    {
        if (skew is not { } ahead)
        {
            findings.Skip(Clock, "The endpoint told no time.");
            return;
        }

        // Told in whole seconds.
        var difference = TimeSpan.FromSeconds(Math.Round(Math.Abs(ahead.TotalSeconds)));
        var side = ahead > TimeSpan.Zero ? "behind" : "ahead of";
        if (difference >= MaxSkew)
        {
            findings.Fail(Clock, $"The clock of this machine is {difference} {side} that of AWS, which refuses signatures from {MaxSkew} on: let the machine take its time from the network (NTP).");
        }
        else if (difference >= NotedSkew)
        {
            findings.Warn(Clock, $"The clock of this machine is {difference} {side} that of AWS, which refuses signatures from {MaxSkew} on: let the machine take its time from the network (NTP).");
        }
        else
        {
            findings.Ok(Clock, "The clock of this machine is right.");
        }
    }

    static string Reason(Exception exception, Uri address) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => $"the name {address.Host} is not known to DNS; check the region, and this machine's name servers.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"no TLS connection comes about ({exception.GetBaseException().Message.TrimEnd('.')}).",
        HttpRequestException { InnerException: SocketException socket } => $"no connection comes about ({socket.SocketErrorCode}); check firewall, proxy and VPC endpoint.",
        OperationCanceledException => $"no answer came within {Patience}; check firewall, proxy and VPC endpoint.",
        _ => $"{exception.GetBaseException().Message.TrimEnd('.')}.",
    };
}
