using Amazon.S3;
using Amazon.SQS;
using Fluency.Ingest;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The library's own sources and quarantine as words of a pipe's description.</summary>
public static class FluencyIngestPipeBuilderExtensions
{
    /// <summary>Reads the S3 objects that an SQS queue tells of.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="configure">Names the queue, and where needed region, credentials and forms of messages of one's own.</param>
    /// <param name="name">The source's name in logs. Default <c>s3</c>.</param>
    /// <param name="sqs">A client for the queue, which is not disposed. Default: the container's, if it has one and the options name neither endpoint nor credentials; else one made from the options.</param>
    /// <param name="s3">A client for all buckets, which is not disposed. Default: as for <paramref name="sqs"/>.</param>
    /// <returns>The pipe.</returns>
    public static PipeBuilder FromS3Notifications(this PipeBuilder pipe, Action<S3NotificationOptions> configure, string name = "s3", IAmazonSQS? sqs = null, IAmazonS3? s3 = null)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new S3NotificationOptions();
        configure(options);
        return pipe.From(loggers => AwsSource.Make(options, new ComponentContext(pipe.Services ?? EmptyServices.Instance, loggers), sqs, s3), name);
    }

    /// <summary>Reads log files of the local disk, once each.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="paths">Files and folders, absolute or relative to the working folder.</param>
    /// <returns>The pipe.</returns>
    /// <exception cref="ArgumentException">No path is named, or an empty one.</exception>
    public static PipeBuilder FromFiles(this PipeBuilder pipe, params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        return pipe.From(new FileSource(paths), "files");
    }

    /// <summary>Adds the sources, routers, sinks and options that a configuration describes.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="configuration">Sources, routers and sinks, itself or under <c>Ingest</c>. It can name the library's own components.</param>
    /// <returns>The pipe.</returns>
    /// <exception cref="Options.OptionsValidationException">Something is wrong; its failures name all that is, each with its key in the configuration.</exception>
    public static PipeBuilder FromConfiguration(this PipeBuilder pipe, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(configuration);
        return pipe.FromConfiguration(configuration, new ComponentCatalog());
    }

    internal static PipeBuilder FromConfiguration(this PipeBuilder pipe, IConfiguration configuration, ComponentCatalog catalog)
    {
        var context = new ComponentContext(pipe.Services ?? EmptyServices.Instance, pipe.Loggers);
        ConfiguredPipe.AddTo(pipe, "configuration", configuration, catalog, context);
        return pipe;
    }

    /// <summary>Keeps what can never succeed in a file, one JSON object a line; the file is made when it is first needed.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="path">The file. Default <c>quarantine.ndjson</c> in the working folder.</param>
    /// <returns>The pipe.</returns>
    public static PipeBuilder QuarantineToFile(this PipeBuilder pipe, string path = "quarantine.ndjson")
    {
        ArgumentNullException.ThrowIfNull(pipe);
        return pipe.Quarantine(new FileSink(new FileSinkOptions { Path = path }));
    }
}
