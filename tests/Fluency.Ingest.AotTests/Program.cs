using Fluency.Ingest.AotTests;

// What a trimmer or the native compiler breaks shows only when the published program runs.
var folder = Directory.CreateTempSubdirectory("fluency-ingest-aot-").FullName;
try
{
    var input = SomeTrail.Write(folder);
    (string Name, Func<Task> Run)[] checks =
    [
        ("the README's example", () => Checks.ExampleAsync(input, folder)),
        ("a configuration without a host", () => Checks.ConfigurationAsync(input, folder)),
        ("a configuration with a host and components of one's own", () => Checks.HostAsync(input, folder)),
        ("sinks that speak HTTP", () => Checks.HttpSinksAsync(input)),
        ("errors of a configuration", Checks.ErrorsAsync),
        ("a source of S3 notifications", Checks.S3SourceAsync),
        ("the set-up templates", Checks.TemplatesAsync),
    ];
    foreach (var (name, run) in checks)
    {
        await run();
        Console.WriteLine($"ok: {name}");
    }

    return 0;
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception);
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
