namespace Fluency.Ingest.DependencyInjection;

/// <summary>What all calls of <c>AddFluencyIngest</c> on one container have named.</summary>
sealed class IngestRegistrations
{
    readonly List<PipeRegistration> _pipes = [];

    public ComponentCatalog Catalog { get; } = new();

    public IReadOnlyList<PipeRegistration> Pipes => _pipes;

    public void Add(PipeRegistration pipe)
    {
        if (_pipes.Exists(known => known.Name == pipe.Name))
        {
            throw new ArgumentException($"A pipe is already named '{pipe.Name}'; statistics and logs could not tell the two apart.", nameof(pipe));
        }

        _pipes.Add(pipe);
    }
}
