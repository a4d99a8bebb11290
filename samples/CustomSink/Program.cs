using CustomSink;
using Fluency.Ingest;
using Microsoft.Extensions.DependencyInjection;

// Collects the log files of a folder: dotnet run --project samples/CustomSink -- LOGS OUT
if (args is not [var logs, var output])
{
    Console.Error.WriteLine("CustomSink LOGS OUT: two folders, one with log files and one for what is made of them.");
    return 2;
}

await using var pipe = Pipe.CreateBuilder("files")
    .FromFiles(logs)
    .Route(route => route.To(new FolderSink(new FolderSinkOptions { Path = output }), "folder"))
    .QuarantineToFile(Path.Combine(output, "quarantine.ndjson"))
    .Build();
var done = await pipe.RunUntilEmptyAsync();
Console.WriteLine($"{done.Records.Delivered} records of {done.Objects.Read} files");
return 0;
