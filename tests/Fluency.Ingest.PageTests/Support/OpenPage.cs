using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Fluency.Ingest.PageTests.Support;

/// <summary>The status page in a browser, with what it complained of.</summary>
sealed class OpenPage : IAsyncDisposable
{
    readonly IBrowserContext _context;
    readonly ConcurrentQueue<string> _problems = new();

    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);

        // A machine that builds something else at the same time is slow; who waits for what does not come waits in vain anyway.
        page.SetDefaultTimeout(60_000);
        page.PageError += (_, error) => _problems.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _problems.Enqueue(message.Text);
            }
        };
        page.Dialog += (_, dialog) =>
        {
            _problems.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts, refusals of the content security policy, and dialogs.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>The box of a component in the picture.</summary>
    public ILocator Node(string id) => Page.Locator($".node[data-id=\"{id.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]");

    public ILocator Panel => Page.Locator("#panel");

    /// <summary>Waits until a component is in a state.</summary>
    public Task WaitForAsync(string id, string state) => Assertions.Expect(Node(id)).ToHaveAttributeAsync("data-state", state, new() { Timeout = 60_000 });

    /// <summary>Keeps a picture for people, in the folder <c>artifacts</c> of the repository.</summary>
    public async Task KeepPictureAsync(string name)
    {
        await Page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryFolder(), "artifacts", "page", $"{name}.png"), FullPage = true });
    }

    public static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fluency.Ingest.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not in the repository.");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
