using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>A type of source or sink as configuration names it.</summary>
/// <param name="Name">The value of <c>Type</c>.</param>
/// <param name="Keys">The keys of its options.</param>
/// <param name="Read">Reads a section, notes its errors, and says how to make the component once there are none.</param>
sealed record ComponentType<TComponent>(
    string Name,
    IReadOnlyCollection<string> Keys,
    Func<IConfigurationSection, IServiceProvider, ConfigurationErrors, Func<ComponentContext, TComponent>> Read)
{
    /// <summary>A type with options.</summary>
    public static ComponentType<TComponent> Of<TOptions>(string name, OptionsShape shape, Action<IConfiguration, TOptions> bind, Func<IServiceProvider, TOptions, IEnumerable<string>> validate, Func<ComponentContext, TOptions, TComponent> make)
        where TOptions : class, new() => new(name, shape.Keys, (section, services, errors) =>
        {
            var options = new OptionsBinder<TOptions>(bind, shape, bound => validate(services, bound)).Read(section, errors);
            return context => make(context, options);
        });
}
