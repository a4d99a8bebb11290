using System.Globalization;
using Fluency.Ingest.Soak;

// "serve SEED" is how the program starts itself, to have the endpoint's memory in a process of its own.
if (args is ["serve", var servedSeed])
{
    await new SoakServer(int.Parse(servedSeed, CultureInfo.InvariantCulture)).RunAsync();
    return 0;
}

var minutes = 20.0;
var seed = Environment.TickCount & 0xFFFF;
for (var at = 0; at < args.Length; at += 2)
{
    var value = at + 1 < args.Length ? args[at + 1] : "";
    if (args[at] == "--minutes" && double.TryParse(value, CultureInfo.InvariantCulture, out minutes) && minutes > 0)
    {
        continue;
    }

    if (args[at] == "--seed" && int.TryParse(value, CultureInfo.InvariantCulture, out seed))
    {
        continue;
    }

    Console.Error.WriteLine("Usage: Fluency.Ingest.Soak [--minutes 20] [--seed 1]");
    return 2;
}

return await new SoakRun(TimeSpan.FromMinutes(minutes), seed).RunAsync() ? 0 : 1;
