using CustomSink;
using Fluency.Ingest;
using Microsoft.Extensions.DependencyInjection;

// Collects the log files of a folder: dotnet run --project samples/CustomSink -- LOGS OUT
if (args is not [{ Length: > 0 } logs, { Length: > 0 } output])
{
    Console.Error.WriteLine("CustomSink LOGS OUT: two folders, one with log files and one for what is made of them.");
    return 2;
}

try
{
    // Told here rather than by the sink: a sink that fails is tried again until it works.
    Directory.CreateDirectory(output);
    await using var pipe = Pipe.CreateBuilder("files")
        .FromFiles(logs)
        .Route(route => route.To(new FolderSink(new FolderSinkOptions { Path = output }), "folder"))
        .QuarantineToFile(Path.Combine(output, "quarantine.ndjson"))
        .Build();
    var done = await pipe.RunUntilEmptyAsync();
    Console.WriteLine($"{done.Records.Delivered} records of {done.Objects.Read} files");
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
