using Amazon.Runtime;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Setup;

/// <summary>Finds out what keeps data from flowing, by calls that change nothing.</summary>
/// <param name="time">This machine's clock.</param>
/// <param name="mayLook">Whether one message of each queue may be received, which SQS counts, and left where it is.</param>
sealed class Doctor(TimeProvider time, bool mayLook = true) : IDisposable
{
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, Proxy = DiscreetProxy.Of() }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    /// <summary>Looks at a source.</summary>
    /// <param name="subject">What it is called.</param>
    /// <param name="source">The source. Those that need no network have nothing that could be looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(string subject, ISource source, CancellationToken cancellationToken)
    {
        var findings = new DoctorFindings(subject);
        if (source is not S3NotificationSource s3)
        {
            findings.Skip("source", "There is nothing to look at before it runs.");
            return findings.All;
        }

        using var clients = s3.CreateClients(time);
        try
        {
            await new SourceExamination(s3.Options, clients, new EndpointCheck(_http, time), mayLook, findings).RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonClientException exception)
        {
            findings.Fail("configuration", exception.Message);
        }

        return findings.All;
    }

    /// <summary>Looks at a sink.</summary>
    /// <param name="subject">What it is called.</param>
    /// <param name="sink">The sink. Of those with neither endpoint nor file nothing is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(string subject, ISink sink, CancellationToken cancellationToken)
    {
        var findings = new DoctorFindings(subject);
        if (sink is IEndpointSink remote)
        {
            using var http = remote.CreateClient();
            await new EndpointCheck(http, time).ReachAsync("The sink", remote.Endpoint, findings, cancellationToken, AboutSecrets(remote, findings)).ConfigureAwait(false);
        }
        else if (sink is FileSink file)
        {
            new FileCheck(UnixFile.MayUse, findings, "set Path to another place", nameof(FileSinkOptions.Path)).Look(file.FullPath, file.CompletesFile);
        }

        return findings.All;
    }

    // No receiver has a question that asks for token and signature and for nothing else.
    static string AboutSecrets(IEndpointSink remote, DoctorFindings findings)
    {
        string?[] origins = [OriginOf("token", remote.ReadToken, findings), OriginOf("signing-key", remote.ReadSigningKey, findings)];
        return origins.OfType<string>().ToList() switch
        {
            [] => "",
            [var one] => $"; its {one} was not tried: whether it is right shows when the first records are sent",
            var both => $"; its {string.Join(" and ", both)} were not tried: whether they are right shows when the first records are sent",
        };
    }

    static string? OriginOf(string check, Func<string?> read, DoctorFindings findings)
    {
        try
        {
            return read();
        }
        catch (SinkException exception)
        {
            findings.Fail(check, exception.Message);
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
