using System.Diagnostics.CodeAnalysis;
using Fluency.Ingest.Notifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Names the pipes that a host runs, and the components that configuration may name.</summary>
public sealed class IngestBuilder
{
    const string BindsByReflection = "The options are bound by reflection. A trimmed or native program takes the overload with 'bind', which the configuration generator can see.";

    readonly IngestRegistrations _registrations;

    internal IngestBuilder(IServiceCollection services, IngestRegistrations registrations)
    {
        Services = services;
        _registrations = registrations;
    }

    /// <summary>The container's registrations.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a pipe.</summary>
    /// <param name="name">Its name, unique among the pipes of this container.</param>
    /// <param name="describe">Describes it; called when the host starts.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A pipe of that name was added before.</exception>
    public IngestBuilder AddPipe(string name, Action<PipeBuilder> describe)
    {
        ArgumentNullException.ThrowIfNull(describe);
        return AddPipe(name, (pipe, _) => describe(pipe));
    }

    /// <summary>Adds a pipe whose parts come from the container.</summary>
    /// <param name="name">Its name, unique among the pipes of this container.</param>
    /// <param name="describe">Describes it, given the container; called when the host starts.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A pipe of that name was added before.</exception>
    public IngestBuilder AddPipe(string name, Action<PipeBuilder, IServiceProvider> describe)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(describe);
        _registrations.Add(new PipeRegistration(name, (pipe, context) => describe(pipe, context.Services)));
        return this;
    }

    /// <summary>Adds a pipe that a configuration describes.</summary>
    /// <param name="name">Its name, unique among the pipes of this container.</param>
    /// <param name="configuration">Sources, routers and sinks, itself or under <c>Ingest</c>. Read when the host starts.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A pipe of that name was added before.</exception>
    public IngestBuilder AddPipe(string name, IConfiguration configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configuration);
        _registrations.Add(new PipeRegistration(name, (pipe, context) => ConfiguredPipe.AddTo(pipe, name, configuration, _registrations.Catalog, context)));
        return this;
    }

    /// <summary>Lets configuration name a processor.</summary>
    /// <typeparam name="TProcessor">Its type; a singleton of the container, registered now unless it was before.</typeparam>
    /// <param name="name">The name in <c>Processors</c> and <c>Router</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public IngestBuilder AddProcessor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProcessor>(string name)
        where TProcessor : class, IProcessor
    {
        _registrations.Catalog.Add(name, static services => services.GetRequiredService<TProcessor>());
        Services.TryAddSingleton<TProcessor>();
        return this;
    }

    /// <summary>Lets configuration name a processor that needs I/O.</summary>
    /// <typeparam name="TProcessor">Its type; a singleton of the container, registered now unless it was before.</typeparam>
    /// <param name="name">The name in <c>Processors</c> and <c>Router</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public IngestBuilder AddAsyncProcessor<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProcessor>(string name)
        where TProcessor : class, IAsyncProcessor
    {
        _registrations.Catalog.Add(name, static IAsyncProcessor (services) => services.GetRequiredService<TProcessor>());
        Services.TryAddSingleton<TProcessor>();
        return this;
    }

    /// <summary>Lets configuration name a form that messages of a queue may have.</summary>
    /// <typeparam name="TForm">Its type; a singleton of the container, registered now unless it was before.</typeparam>
    /// <param name="name">The name in <c>Forms</c>, a list beside the options of a source of the type <c>S3Notification</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public IngestBuilder AddNotificationForm<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TForm>(string name)
        where TForm : class, INotificationForm
    {
        _registrations.Catalog.Add(name, static INotificationForm (services) => services.GetRequiredService<TForm>());
        Services.TryAddSingleton<TForm>();
        return this;
    }

    /// <summary>Lets configuration name a type of sink.</summary>
    /// <typeparam name="TSink">The sink. Its constructor takes the options and whatever else the container holds. The pipe disposes it.</typeparam>
    /// <typeparam name="TOptions">Its options: each public property is a key beside <c>Type</c>. Attributes such as <c>[Required]</c> and <c>[Range]</c> on them are checked, and an <see cref="IValidateOptions{TOptions}"/> of the container.</typeparam>
    /// <param name="type">The value of <c>Type</c>.</param>
    /// <param name="bind">Binds the options: <c>static (section, options) => section.Bind(options)</c>, written in your project so that the configuration generator can see it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type's name is taken.</exception>
    public IngestBuilder AddSink<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string type, Action<IConfiguration, TOptions> bind)
        where TSink : class, ISink
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(bind);
        _registrations.Catalog.Add(ComponentType<ISink>.Of(type, OptionsShape.Of<TOptions>(), bind, Validate, static (context, options) => ActivatorUtilities.CreateInstance<TSink>(context.Services, options)));
        return this;
    }

    /// <summary>Lets configuration name a type of sink, with options that are bound by reflection.</summary>
    /// <typeparam name="TSink">The sink. Its constructor takes the options and whatever else the container holds. The pipe disposes it.</typeparam>
    /// <typeparam name="TOptions">Its options: each public property is a key beside <c>Type</c>. Attributes such as <c>[Required]</c> and <c>[Range]</c> on them are checked, and an <see cref="IValidateOptions{TOptions}"/> of the container.</typeparam>
    /// <param name="type">The value of <c>Type</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type's name is taken.</exception>
    [RequiresUnreferencedCode(BindsByReflection)]
    [RequiresDynamicCode(BindsByReflection)]
    public IngestBuilder AddSink<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string type)
        where TSink : class, ISink
        where TOptions : class, new() => AddSink<TSink, TOptions>(type, BindByReflection);

    /// <summary>Lets configuration name a type of source.</summary>
    /// <typeparam name="TSource">The source. Its constructor takes the options and whatever else the container holds. The pipe disposes it.</typeparam>
    /// <typeparam name="TOptions">Its options: each public property is a key beside <c>Type</c>, <c>Router</c> and <c>Sinks</c>. Attributes such as <c>[Required]</c> and <c>[Range]</c> on them are checked, and an <see cref="IValidateOptions{TOptions}"/> of the container.</typeparam>
    /// <param name="type">The value of <c>Type</c>.</param>
    /// <param name="bind">Binds the options: <c>static (section, options) => section.Bind(options)</c>, written in your project so that the configuration generator can see it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type's name is taken.</exception>
    public IngestBuilder AddSource<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string type, Action<IConfiguration, TOptions> bind)
        where TSource : class, ISource
        where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(bind);
        _registrations.Catalog.Add(ComponentType<ISource>.Of(type, OptionsShape.Of<TOptions>(), bind, Validate, static (context, options) => ActivatorUtilities.CreateInstance<TSource>(context.Services, options)));
        return this;
    }

    /// <summary>Lets configuration name a type of source, with options that are bound by reflection.</summary>
    /// <typeparam name="TSource">The source. Its constructor takes the options and whatever else the container holds. The pipe disposes it.</typeparam>
    /// <typeparam name="TOptions">Its options: each public property is a key beside <c>Type</c>, <c>Router</c> and <c>Sinks</c>. Attributes such as <c>[Required]</c> and <c>[Range]</c> on them are checked, and an <see cref="IValidateOptions{TOptions}"/> of the container.</typeparam>
    /// <param name="type">The value of <c>Type</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The type's name is taken.</exception>
    [RequiresUnreferencedCode(BindsByReflection)]
    [RequiresDynamicCode(BindsByReflection)]
    public IngestBuilder AddSource<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string type)
        where TSource : class, ISource
        where TOptions : class, new() => AddSource<TSource, TOptions>(type, BindByReflection);

    [RequiresUnreferencedCode(BindsByReflection)]
    [RequiresDynamicCode(BindsByReflection)]
    static void BindByReflection<TOptions>(IConfiguration section, TOptions options)
    {
        // Through a delegate: the generator would look at a call, and warn that it cannot know the type.
        Action<IConfiguration, object?> bind = ConfigurationBinder.Bind;
        bind(section, options);
    }

    static IEnumerable<string> Validate<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(IServiceProvider services, TOptions options)
        where TOptions : class =>
        AnnotatedOptions.Errors(options).Concat(services.GetServices<IValidateOptions<TOptions>>().SelectMany(validator => validator.Validate(null, options).Failures ?? [])).Distinct();
}
