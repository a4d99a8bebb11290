using Xunit;

namespace Fluency.Ingest.Tests.Model;

/// <summary>Runs what looks on while the pool works: on a thread of the pool it would take the place of one that works.</summary>
static class OwnThread
{
    public static Task RunAsync(Action action) => Task.Factory.StartNew(action, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
