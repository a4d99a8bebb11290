using Fluency.Ingest.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Fluency.Ingest in a container.</summary>
public static class FluencyIngestServiceCollectionExtensions
{
    /// <summary>Adds pipes that the host runs until it stops; they are described in code.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configure">Names the pipes. May be called again to add others.</param>
    /// <returns>The same registrations.</returns>
    /// <remarks>Everything is checked when the host starts; all errors are in one <c>OptionsValidationException</c>. A pipe that fails stops the host.</remarks>
    public static IServiceCollection AddFluencyIngest(this IServiceCollection services, Action<IngestBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var registrations = AddRegistrations(services);
        AddPipes(services);
        AddHostedService(services);
        configure(new IngestBuilder(services, registrations));
        return services;
    }

    /// <summary>Adds a pipe that a configuration describes, and the components that it names.</summary>
    /// <param name="services">The container's registrations.</param>
    /// <param name="configuration">A section with sources, routers and sinks, such as <c>builder.Configuration.GetSection("Ingest")</c>; or what has it under <c>Ingest</c>. The pipe is named <c>ingest</c>, or after a section that is not called so.</param>
    /// <param name="configure">Names components of your own, and further pipes. Default: none.</param>
    /// <returns>The same registrations.</returns>
    /// <remarks>Everything is checked when the host starts; all errors are in one <c>OptionsValidationException</c>, each with its key in the configuration. A pipe that fails stops the host.</remarks>
    public static IServiceCollection AddFluencyIngest(this IServiceCollection services, IConfiguration configuration, Action<IngestBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return AddFluencyIngest(services, ingest =>
        {
            ingest.AddPipe(ConfigurationKeys.NameOf(configuration), configuration);
            configure?.Invoke(ingest);
        });
    }

    static IngestRegistrations AddRegistrations(IServiceCollection services)
    {
        var known = services.FirstOrDefault(descriptor => descriptor.ServiceType == typeof(IngestRegistrations));
        if (known?.ImplementationInstance is IngestRegistrations before)
        {
            return before;
        }

        var registrations = new IngestRegistrations();
        services.AddSingleton(registrations);
        return registrations;
    }

    static void AddPipes(IServiceCollection services) =>
        services.TryAddSingleton(static provider => new IngestPipes(provider.GetRequiredService<IngestRegistrations>(), provider));

    static void AddHostedService(IServiceCollection services) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, IngestHostedService>());
}
