using CustomProcessor;
using Fluency.Ingest;
using Fluency.Ingest.CloudTrail;
using Microsoft.Extensions.DependencyInjection;

// Prints the log files of a folder: dotnet run --project samples/CustomProcessor -- LOGS
if (args is not [{ Length: > 0 } logs])
{
    Console.Error.WriteLine("CustomProcessor LOGS: a folder with log files.");
    return 2;
}

try
{
    await using var pipe = Pipe.CreateBuilder("files")
        .FromFiles(logs)
        .Route(route => route.Process<OfficeNetwork>().Process<CloudTrailAdjustments>().ToConsole())
        .QuarantineToFile()
        .Build();
    var done = await pipe.RunUntilEmptyAsync();
    Console.Error.WriteLine($"{done.Records.Read} records read, {done.Records.Dropped} dropped, {done.Records.Delivered} printed");
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
