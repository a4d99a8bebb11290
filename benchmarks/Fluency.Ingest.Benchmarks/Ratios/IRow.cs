namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>One way through the files that is measured.</summary>
interface IRow
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in the table.</summary>
    string What { get; }

    /// <summary>How many times as long as others it runs before it is measured.</summary>
    int WarmUps => 1;

    /// <summary>Reads every file of a data set.</summary>
    Task<Tally> RunAsync(DataSet data);

    /// <summary>What <see cref="RunAsync"/> must find.</summary>
    Tally Expected(DataSet data);
}
