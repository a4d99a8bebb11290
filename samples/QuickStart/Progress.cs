using Fluency.Ingest;

namespace QuickStart;

/// <summary>One line that says how a run gets on.</summary>
static class Progress
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static async Task ShowAsync(Pipe pipe, Task run)
    {
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(Interval, TimeProvider.System));
            if (!Console.IsOutputRedirected)
            {
                var done = pipe.Statistics;
                Console.Write($"\r{done.Messages.Complete:N0} messages complete, {done.Objects.Read:N0} files, {done.Records.Delivered:N0} records ");
            }
        }

        Console.WriteLine();
    }
}
