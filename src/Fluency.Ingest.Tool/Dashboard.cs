using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Tool;

/// <summary>Serves the status page of a run to this machine.</summary>
sealed class Dashboard : IAsyncDisposable
{
    readonly WebApplication _app;

    Dashboard(WebApplication app) => _app = app;

    /// <summary>Where the page is.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";

    /// <summary>Begins to serve. Throws <see cref="IOException"/> or <see cref="System.Net.Sockets.SocketException"/> if the port cannot be had.</summary>
    public static async Task<Dashboard> StartAsync(Pipe pipe, int port, bool showsRecords, ToolLoggers loggers)
    {
        // Empty: neither settings files of the working folder nor variables of the environment that are meant for other servers may open it to others.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, UnboundLifetime>();
        builder.Logging.AddProvider(new ToolLoggerProvider(loggers)).AddFilter("Microsoft", LogLevel.Critical);
        var app = builder.Build();
        app.MapFluencyIngest("/", page =>
        {
            page.Pipes = [pipe];
            page.ShowRecords = showsRecords;
        });
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            return new Dashboard(app);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
