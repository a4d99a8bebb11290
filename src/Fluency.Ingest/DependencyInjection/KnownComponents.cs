using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Configuration;

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
        catalog.Add(S3Notification());
        catalog.Add(Files());
        catalog.Add(File());
        catalog.Add(new ComponentType<ISink>("Console", [], static (_, _, _) => static _ => new ConsoleSink()));
        catalog.Add(new ComponentType<ISink>("Null", [], static (_, _, _) => static _ => new NullSink()));
    }

    static ComponentType<ISource> S3Notification() => ComponentType<ISource>.Of<S3NotificationOptions>(
        "S3Notification",
        OptionsShape.Of<S3NotificationOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => S3NotificationOptionsValidator.Errors(options),
        static (context, options) => AwsSource.Make(options, context));

    static ComponentType<ISource> Files() => ComponentType<ISource>.Of<FileSourceOptions>(
        "Files",
        OptionsShape.Of<FileSourceOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => options.Paths.Count == 0 || options.Paths.Any(string.IsNullOrWhiteSpace)
            ? ["Paths must be a list that names at least one file or folder and no empty ones, or there is nothing to read."]
            : [],
        static (_, options) => new FileSource(options));

    static ComponentType<ISink> File() => ComponentType<ISink>.Of<FileSinkOptions>(
        "File",
        OptionsShape.Of<FileSinkOptions>(),
        static (section, options) => section.Bind(options),
        static (_, options) => new FileSinkOptionsValidator().Validate(null, options).Failures ?? [],
        static (_, options) => new FileSink(options));
}
