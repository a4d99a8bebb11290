using Fluency.Ingest.Diagnostics;
using OpenTelemetry.Metrics;

var builder = WebApplication.CreateSlimBuilder(args);

builder.Services.AddFluencyIngest(builder.Configuration.GetSection("Ingest"));
builder.Services.AddHealthChecks().AddFluencyIngest();
builder.Services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter(IngestDiagnostics.MeterName).AddPrometheusExporter());

// A stop drains: the pipe takes up to Pipe:DrainTimeout (30 seconds) to finish the work in hand, and returns what is left.
builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));

var app = builder.Build();
app.MapFluencyIngest("/ingest");
app.MapFluencyIngestHealth("/health/live", "/health/ready");
app.MapPrometheusScrapingEndpoint("/metrics");
await app.RunAsync();
