using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Sinks.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>The library's own components by the names that configuration gives them. Each call of Bind is generated at compile time.</summary>
static class KnownComponents
{
    public static OptionsShape PipeShape { get; } = OptionsShape.Of<PipeOptions>().With<ObjectOptions>(nameof(PipeOptions.Objects)).With<RecordOptions>(nameof(PipeOptions.Records));

    public static OptionsBinder<PipeOptions> Pipe { get; } =
        new(static (section, options) => section.Bind(options), PipeShape, static options => new PipeOptionsValidator().Validate(null, options).Failures ?? []);

    /// <summary>The keys of every sink, whatever its type.</summary>
    public static OptionsBinder<SinkOptions> Sink { get; } =
        new(static (section, options) => section.Bind(options), OptionsShape.Of<SinkOptions>(), static options => new SinkOptionsValidator().Validate(null, options).Failures ?? []);

    public static void AddTo(ComponentCatalog catalog)
    {
        catalog.Add(CloudTrailAdjustments.Name, static services => services.GetService(typeof(CloudTrailAdjustments)) as CloudTrailAdjustments ?? new CloudTrailAdjustments());
        catalog.Add(S3Notification(catalog));
        catalog.Add(Files());
        catalog.Add(File());
        catalog.Add(HttpEventCollector());
        catalog.Add(EventWatch());
        catalog.Add(Webhook());
        catalog.Add(new ComponentType<ISink>("Console", [], static (_, _, _) => static _ => new ConsoleSink()));
        catalog.Add(new ComponentType<ISink>("Null", [], static (_, _, _) => static _ => new NullSink()));
    }

    static ComponentType<ISource> S3Notification(ComponentCatalog catalog)
    {
        var shape = OptionsShape.Of<S3NotificationOptions>();
        var binder = new OptionsBinder<S3NotificationOptions>(static (section, options) => section.Bind(options), shape, S3NotificationOptionsValidator.Errors);
        return new("S3Notification", [.. shape.Keys, ConfigurationKeys.Forms], (section, _, errors) =>
        {
            var options = binder.Read(section, errors);
            var forms = NameList.Read(section.GetSection(ConfigurationKeys.Forms), "form of messages", [.. catalog.Forms.Keys], errors);
            return context => AwsSource.Make(WithForms(options, forms.Select(name => catalog.Forms[name](context.Services))), context);
        });
    }

    static S3NotificationOptions WithForms(S3NotificationOptions options, IEnumerable<INotificationForm> forms) =>
        forms.Aggregate(options.Copy(), static (copy, form) => copy.AddForm(form));

    static ComponentType<ISource> Files() => ComponentType<ISource>.Of<FileSourceOptions>(
        "Files",
        OptionsShape.Of<FileSourceOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => PathErrors(options),
        static (_, options) => new FileSource(options));

    // The source would find a wrong path too, but only once the pipe runs, and then only the first.
    static IEnumerable<string> PathErrors(FileSourceOptions options) =>
        options.Paths.Count == 0 || options.Paths.Any(string.IsNullOrWhiteSpace)
            ? ["Paths must be a list that names at least one file or folder and no empty ones, or there is nothing to read."]
            : options.Paths.Where(static path => !System.IO.File.Exists(path) && !Directory.Exists(path)).Select(static path =>
                $"Paths names '{path}' but must name files and folders that exist (and may be seen by this user; the working folder is {Directory.GetCurrentDirectory()}), or nothing is read.");

    static ComponentType<ISink> File() => ComponentType<ISink>.Of<FileSinkOptions>(
        "File",
        OptionsShape.Of<FileSinkOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => new FileSinkOptionsValidator().Validate(null, options).Failures ?? [],
        static (_, options) => new FileSink(options));

    static ComponentType<ISink> HttpEventCollector() => ComponentType<ISink>.Of<HttpEventCollectorOptions>(
        "HttpEventCollector",
        OptionsShape.Of<HttpEventCollectorOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => HttpEventCollectorOptionsValidator.Errors(options),
        static (context, options) => new HttpEventCollectorSink(options, context.Loggers.CreateLogger<HttpEventCollectorSink>()));

    static ComponentType<ISink> EventWatch() => ComponentType<ISink>.Of<EventWatchOptions>(
        "EventWatch",
        OptionsShape.Of<EventWatchOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => EventWatchOptionsValidator.Errors(options),
        static (context, options) => new EventWatchSink(options, context.Loggers.CreateLogger<EventWatchSink>()));

    static ComponentType<ISink> Webhook() => ComponentType<ISink>.Of<WebhookOptions>(
        "Webhook",
        OptionsShape.Of<WebhookOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => WebhookOptionsValidator.Errors(options),
        static (context, options) => new WebhookSink(options, context.Loggers.CreateLogger<WebhookSink>()));
}
