using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>The pipes that <c>AddFluencyIngest</c> was told of, in the order in which they were added; the container's one instance, for statistics.</summary>
/// <remarks>The host runs them and the container disposes them: look, but do not run.</remarks>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It reads as what it is: the pipes.")]
public sealed class IngestPipes : IReadOnlyList<Pipe>, IAsyncDisposable, IDisposable
{
    readonly List<Pipe> _pipes = [];

    internal IngestPipes(IngestRegistrations registrations, IServiceProvider services)
    {
        var errors = new List<string>();
        foreach (var registration in registrations.Pipes)
        {
            Add(registration, services, errors);
        }

        errors.AddRange(OutputFiles.Shared(_pipes.SelectMany(static pipe => pipe.Sinks.Select(sink => ($"'{sink.Name}' of pipe '{pipe.Name}'", sink.Sink)))));
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(nameof(IngestPipes), typeof(IngestPipes), errors);
        }
    }

    /// <inheritdoc/>
    public int Count => _pipes.Count;

    /// <inheritdoc/>
    public Pipe this[int index] => _pipes[index];

    /// <summary>The pipe of a name.</summary>
    /// <param name="name">The name it was added with.</param>
    /// <exception cref="KeyNotFoundException">No pipe has that name.</exception>
    public Pipe this[string name] => _pipes.Find(pipe => pipe.Name == name)
        ?? throw new KeyNotFoundException($"No pipe is named '{name}'. Known: {string.Join(", ", _pipes.Select(pipe => pipe.Name))}.");

    /// <inheritdoc/>
    public IEnumerator<Pipe> GetEnumerator() => _pipes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The status of all pipes, in their order: see <see cref="Pipe.GetStatus"/>. As JSON by <see cref="StatusJson.PipeStatuses"/>.</summary>
    /// <returns>A picture of this moment, which does not change.</returns>
    public IReadOnlyList<PipeStatus> GetStatus() => [.. _pipes.Select(static pipe => pipe.GetStatus())];

    /// <summary>Disposes the pipes, with their sources and sinks.</summary>
    /// <returns>Completes when they are.</returns>
    public ValueTask DisposeAsync() => Disposal.DisposeAllAsync(_pipes);

    // A container that is disposed without await would otherwise throw for every type that can only be disposed with one.
    void IDisposable.Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    void Add(PipeRegistration registration, IServiceProvider services, List<string> errors)
    {
        try
        {
            var loggers = services.GetService(typeof(ILoggerFactory)) as ILoggerFactory ?? NullLoggerFactory.Instance;
            var builder = new PipeBuilder(registration.Name, services).UseLogging(loggers);
            if (services.GetService(typeof(TimeProvider)) is TimeProvider time)
            {
                builder.UseTime(time);
            }

            registration.Describe(builder, new ComponentContext(services, loggers));
            _pipes.Add(builder.Build());
        }
        catch (OptionsValidationException invalid)
        {
            // The other pipes are still built, so that their errors are told too.
            errors.AddRange(invalid.Failures);
        }
    }
}
