using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>The components that configuration can name: the library's own and those of the user.</summary>
sealed class ComponentCatalog
{
    readonly Dictionary<string, ComponentType<ISource>> _sources = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, ComponentType<ISink>> _sinks = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, Func<IServiceProvider, IProcessor>> _processors = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, Func<IServiceProvider, IAsyncProcessor>> _asyncProcessors = new(StringComparer.OrdinalIgnoreCase);

    readonly Dictionary<string, Func<IServiceProvider, INotificationForm>> _forms = new(StringComparer.OrdinalIgnoreCase);

    public ComponentCatalog() => KnownComponents.AddTo(this);

    public IReadOnlyDictionary<string, ComponentType<ISource>> Sources => _sources;

    public IReadOnlyDictionary<string, ComponentType<ISink>> Sinks => _sinks;

    public IReadOnlyDictionary<string, Func<IServiceProvider, IProcessor>> Processors => _processors;

    public IReadOnlyDictionary<string, Func<IServiceProvider, IAsyncProcessor>> AsyncProcessors => _asyncProcessors;

    public IReadOnlyDictionary<string, Func<IServiceProvider, INotificationForm>> Forms => _forms;

    public IReadOnlyCollection<string> ProcessorNames => [.. _processors.Keys, .. _asyncProcessors.Keys];

    public void Add(ComponentType<ISource> type) => AddOnce(_sources, "source", type.Name, type);

    public void Add(ComponentType<ISink> type)
    {
        if (type.Keys.Intersect(ConfigurationKeys.OfSink, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } key)
        {
            throw new ArgumentException($"The options of the sink '{type.Name}' have a property {key}, but that key belongs to every sink's section: configuration could not tell the two apart. Rename the property.", nameof(type));
        }

        AddOnce(_sinks, "sink", type.Name, type);
    }

    /// <summary>Takes a sink in place of the one of that name.</summary>
    public void Replace(ComponentType<ISink> type) => _sinks[type.Name] = type;

    public void Add(string name, Func<IServiceProvider, IProcessor> make)
    {
        ThrowIfTaken(_asyncProcessors, "processor", name);
        AddOnce(_processors, "processor", name, make);
    }

    public void Add(string name, Func<IServiceProvider, IAsyncProcessor> make)
    {
        ThrowIfTaken(_processors, "processor", name);
        AddOnce(_asyncProcessors, "processor", name, make);
    }

    public void Add(string name, Func<IServiceProvider, INotificationForm> make) => AddOnce(_forms, "form of messages", name, make);

    static void AddOnce<T>(Dictionary<string, T> components, string kind, string name, T component)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ThrowIfTaken(components, kind, name);
        components.Add(name, component);
    }

    static void ThrowIfTaken<T>(Dictionary<string, T> components, string kind, string name)
    {
        if (components.ContainsKey(name))
        {
            throw new ArgumentException($"A {kind} is already named '{name}'; configuration could not tell the two apart.", nameof(name));
        }
    }
}
