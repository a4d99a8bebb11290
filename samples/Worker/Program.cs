using Fluency.Ingest;
using Fluency.Ingest.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

var builder = WebApplication.CreateSlimBuilder(args);

builder.Services.AddFluencyIngest(builder.Configuration.GetSection("Ingest"));
builder.Services.AddHealthChecks().AddFluencyIngest();

// The environment comes last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
builder.Services.AddOpenTelemetry()
    .ConfigureResource(static resource => resource.AddService("fluency-ingest-worker").AddEnvironmentVariableDetector())
    .WithMetrics(static metrics => metrics.AddMeter(IngestDiagnostics.MeterName).AddPrometheusExporter());

// A stop drains: the pipe takes up to Pipe:DrainTimeout (30 seconds) to finish the work in hand, and returns what is left.
builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));

var app = builder.Build();
app.MapGet("/", static () => Results.LocalRedirect("~/ingest/"));
app.MapFluencyIngest("/ingest");
app.MapFluencyIngestHealth("/health/live", "/health/ready");
app.MapPrometheusScrapingEndpoint("/metrics");
try
{
    await app.RunAsync();
    return 0;
}
catch (IngestException)
{
    // A pipe failed and the log says why; let go, it would be printed once more, and .NET would abort. Whoever keeps the service running starts it again.
    return 1;
}
