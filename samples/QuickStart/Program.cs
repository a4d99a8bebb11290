using Fluency.Ingest;
using Fluency.Ingest.CloudTrail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickStart;

if (!Arguments.TryParse(args, out var arguments, out var problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

try
{
    // Without arguments, an S3 and SQS endpoint inside this process stands in for AWS.
    await using var trail = arguments.IsLocal ? await LocalTrail.StartAsync(files: 300) : null;
    var output = arguments.IsLocal ? Output.Anew(Path.Combine("out", "example")) : Output.In("out");

    var description = Pipe.CreateBuilder("cloudtrail")
        .Route(route => route.Process<CloudTrailAdjustments>().ToFile(output.Events, "events"))
        .QuarantineToFile(output.Quarantine);

    await using var pipe = (trail, arguments) switch
    {
        ({ } local, _) => description.FromS3Notifications(local.Connect).Build(),
        (_, { Folder: { } folder }) => description.FromFiles(folder).Build(),
        _ => description.FromS3Notifications(source =>
        {
            source.QueueUrl = arguments.QueueUrl!;
            source.Region = arguments.Region;
        }).Build(),
    };

    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, press) =>
    {
        press.Cancel = true;
        stop.Cancel();
    };

    var run = pipe.RunUntilEmptyAsync(stop.Token);
    await Progress.ShowAsync(pipe, run);
    Report.Print(await run, output);
    return 0;
}
catch (Exception exception) when (exception is IngestException or OptionsValidationException or IOException or UnauthorizedAccessException)
{
    // What a person has to mend: no credentials, no such queue, a wrong address, a folder that cannot be written.
    Console.Error.WriteLine(exception.Message);
    return 1;
}
