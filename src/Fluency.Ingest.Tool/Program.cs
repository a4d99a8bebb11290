using Fluency.Ingest.Tool;

return await CommandLine.InvokeAsync(args, ToolContext.OfProcess()).ConfigureAwait(false);
