using Fluency.Ingest.PageTests.Support;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Fluency.Ingest.PageTests.Support;

/// <summary>The browser of this machine, such as Debian's package <c>chromium</c>, or the one that CHROMIUM_PATH names. One for all tests, started by the first that asks.</summary>
public sealed class Chromium : IAsyncDisposable
{
    static readonly string[] UsualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>Opens a page in a profile of its own. Without a browser the test that asks is skipped; in CI (CI=true) it fails.</summary>
    internal async Task<OpenPage> OpenAsync(Uri url, BrowserNewContextOptions? options = null, Func<IBrowserContext, Task>? prepare = null)
    {
        var (_, browser) = await _started.Value;
        options ??= new BrowserNewContextOptions();
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        var context = await browser.NewContextAsync(options);
        await (prepare?.Invoke(context) ?? Task.CompletedTask);
        var page = new OpenPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(url.AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated && _started.Value.IsCompletedSuccessfully)
        {
            var (playwright, browser) = await _started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } given ? given : UsualPlaces.FirstOrDefault(File.Exists);
        if (path is null)
        {
            const string Missing = "There is no Chromium: install it (Debian: apt-get install chromium), or name one in CHROMIUM_PATH.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }

        var playwright = await Playwright.CreateAsync();

        // Its sandbox does not work for root, as who tests often run in containers; it loads nothing but our own page.
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] }));
    }
}
