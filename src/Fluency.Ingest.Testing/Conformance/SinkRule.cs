namespace Fluency.Ingest.Testing.Conformance;

/// <summary>One thing that every sink must do, and a check of it. <see cref="SinkRules.All"/> has them.</summary>
public sealed class SinkRule
{
    readonly Func<SinkTrial, Task> _check;
    readonly Func<SinkTrial, bool>? _applies;

    internal SinkRule(string name, string requirement, Func<SinkTrial, Task> check, Func<SinkTrial, bool>? applies = null)
    {
        Name = name;
        Requirement = requirement;
        _check = check;
        _applies = applies;
    }

    /// <summary>A name for lists and filters, such as <c>Order</c>.</summary>
    public string Name { get; }

    /// <summary>What must be true, in a sentence.</summary>
    public string Requirement { get; }

    /// <summary>Checks a sink.</summary>
    /// <param name="sink">The sink, with an empty store. The caller disposes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there was something to check: <see langword="false"/> where the rule does not apply to the sink.</returns>
    /// <exception cref="SinkConformanceException">The sink breaks the rule.</exception>
    public async Task<bool> CheckAsync(SinkUnderTest sink, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var trial = new SinkTrial(this, sink, cancellationToken);
        await using (trial.ConfigureAwait(false))
        {
            if (_applies?.Invoke(trial) == false)
            {
                return false;
            }

            await _check(trial).ConfigureAwait(false);
            return true;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
