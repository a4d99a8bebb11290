using System.Text.Json;
using Fluency.Ingest.Diagnostics;

namespace QuickStart;

/// <summary>What the delivered records say, as a small table.</summary>
static class Report
{
    const int Rows = 8;

    public static void Print(PipeStatistics done, Output output)
    {
        Console.WriteLine($"{done.Objects.Read:N0} files proven whole, {done.Objects.Failed:N0} failed");
        Console.WriteLine($"{done.Records.Read:N0} records read, {done.Records.Delivered:N0} delivered, {done.Records.Quarantined:N0} quarantined");
        if (!File.Exists(output.Events))
        {
            return;
        }

        // One by one: the file holds what earlier runs wrote too.
        var events = File.ReadLines(output.Events).Select(Event.Parse).CountBy(static e => e).ToList();
        Console.WriteLine($"\n{"service",-24}{"success",10}{"failure",10}");
        foreach (var service in events.GroupBy(static e => e.Key.Service).OrderByDescending(Count).Take(Rows))
        {
            Console.WriteLine($"{service.Key,-24}{Count(service.Where(static e => !e.Key.IsFailure)),10:N0}{Count(service.Where(static e => e.Key.IsFailure)),10:N0}");
        }

        Console.WriteLine($"\n{"action",-34}{"records",10}");
        foreach (var action in events.GroupBy(static e => e.Key.Action).OrderByDescending(Count).Take(Rows))
        {
            Console.WriteLine($"{action.Key,-34}{Count(action),10:N0}");
        }

        Console.WriteLine($"\nrecords:    {output.Events}");
        if (File.Exists(output.Quarantine))
        {
            Console.WriteLine($"quarantine: {output.Quarantine}");
        }
    }

    static int Count(IEnumerable<KeyValuePair<Event, int>> events) => events.Sum(static e => e.Value);

    sealed record Event(string Service, string Action, bool IsFailure)
    {
        public static Event Parse(string line)
        {
            using var json = JsonDocument.Parse(line);
            var fields = json.RootElement.GetProperty("@fields");
            return new Event(Text(fields, "service"), Text(fields, "action"), Text(fields, "outcome") == "failure");
        }

        static string Text(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value.GetString()! : "(none)";
    }
}
