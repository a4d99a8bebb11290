using Fluency.Ingest.Tool;

return await CommandLine.InvokeAsync(args, ToolContext.OfProcess()).ConfigureAwait(false);

// Declared here too, since ASP.NET Core would otherwise make it public for tests.
sealed partial class Program;
