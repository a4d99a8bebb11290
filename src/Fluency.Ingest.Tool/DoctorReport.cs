using System.Text.Encodings.Web;
using System.Text.Json;
using Fluency.Ingest.Setup;
using Spectre.Console;

namespace Fluency.Ingest.Tool;

/// <summary>Writes what was found: a table and the statements to add for people, one JSON object for programs.</summary>
static class DoctorReport
{
    // Where no terminal says how wide it is.
    const int MinWidth = 120;

    public static bool IsWell(IReadOnlyList<DoctorFinding> findings) => findings.All(static finding => finding.Result != DoctorResult.Problem);

    public static void WriteJson(TextWriter output, IReadOnlyList<DoctorFinding> findings)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("ok"u8, IsWell(findings));
            writer.WriteStartArray("checks"u8);
            foreach (var finding in findings)
            {
                finding.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));
    }

    public static void WriteTable(TextWriter output, IReadOnlyList<DoctorFinding> findings)
    {
        // Spectre goes by TERM alone, which says nothing of a pipe.
        var target = new AnsiConsoleOutput(output);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target,
            Ansi = target.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = target.IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = Math.Max(console.Profile.Width, MinWidth);
        var table = new Table().AddColumns(new TableColumn("of").NoWrap(), new TableColumn("check").NoWrap(), new TableColumn("result").NoWrap(), new TableColumn("what it means"));
        foreach (var finding in findings)
        {
            table.AddRow(new Text(finding.Subject), new Text(finding.Check), new Text(DoctorWords.Of(finding.Result), ColorOf(finding.Result)), new Text(finding.Sentence));
        }

        console.Write(table);
        foreach (var finding in findings.Where(static finding => finding.Statement is not null))
        {
            // Beside the table, since whoever copies it wants no frame in it.
            output.WriteLine();
            output.WriteLine($"{finding.Subject}, {finding.Check}: add to the policy of the collector");
            output.WriteLine(finding.Statement);
        }
    }

    public static string Summary(IReadOnlyList<DoctorFinding> findings)
    {
        var (problems, warnings) = (findings.Count(static finding => finding.Result == DoctorResult.Problem), findings.Count(static finding => finding.Result == DoctorResult.Warning));
        return $"{Wording.Count(findings.Count, "check", "checks")}: {Wording.Count(problems, "problem", "problems")}, {Wording.Count(warnings, "warning", "warnings")}";
    }

    static Style ColorOf(DoctorResult result) => new(result switch
    {
        DoctorResult.Ok => Color.Green,
        DoctorResult.Skipped => Color.Grey,
        DoctorResult.Warning => Color.Yellow,
        _ => Color.Red,
    });
}
