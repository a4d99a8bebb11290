using System.Text.Json;
using Fluency.Ingest.PageTests.Support;
using FluentAssertions;
using Microsoft.Playwright;
using Xunit;

namespace Fluency.Ingest.PageTests.Browser;

/// <summary>That the page is there for those with a keyboard alone, a screen reader, a small screen, or little light.</summary>
public sealed class ReachTests(Chromium chromium)
{
    static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new ViewportSize { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 2 };

    [Fact]
    public async Task Keyboard_WalksThroughThePictureIntoThePanelAndBack()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);
        await page.WaitForAsync("source:trail", "idle");
        var keyboard = page.Page.Keyboard;

        var walk = new List<string?>();
        for (var i = 0; i < 7; i++)
        {
            await keyboard.PressAsync("Tab");
            walk.Add(await page.Page.EvaluateAsync<string?>("() => document.activeElement.dataset.id ?? document.activeElement.textContent"));
        }

        walk.Should().Equal("Skip to the pipes", "source:trail", "router:main", "route:main/main", "processor:main/main/CloudTrailAdjustments", "sink:events", "sink:quarantine");
        (await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle")).Should().Be("solid", "who moves by keyboard must see where he is");

        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Panel.GetByRole(AriaRole.Heading, new() { Name = "events" })).ToBeFocusedAsync();
        await Assertions.Expect(page.Node("sink:events")).ToHaveAttributeAsync("aria-expanded", "true");
        await keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Panel.GetByRole(AriaRole.Button, new() { Name = "Close" })).ToBeFocusedAsync();

        await keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Panel).ToBeHiddenAsync();
        await Assertions.Expect(page.Node("sink:events")).ToBeFocusedAsync();
        await Assertions.Expect(page.Node("sink:events")).ToHaveAttributeAsync("aria-expanded", "false");
    }

    [Fact]
    public async Task ScreenReader_HearsWhatEachComponentIsAndHowItIs()
    {
        await using var host = await PageHost.StartAsync();
        host.Aws.Iam.Deny("sqs:ReceiveMessage");
        await using var page = await chromium.OpenAsync(host.Page);
        await page.WaitForAsync("source:trail", "blocked");

        await Assertions.Expect(page.Node("source:trail")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^trail Source Blocked 0 records .*sqs:ReceiveMessage"));
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Pipe cloudtrail" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.GetByRole(AriaRole.Status)).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Phone_HasNothingBeyondItsEdge(bool isOpen)
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.ShowRecords = true });
        await using var page = await chromium.OpenAsync(host.Page, Phone);
        host.Put(files: 2);
        await page.WaitForAsync("sink:events", "flowing");
        if (isOpen)
        {
            await page.Node("sink:events").TapAsync();
            await Assertions.Expect(page.Panel).ToBeInViewportAsync();
        }

        await page.KeepPictureAsync(isOpen ? "phone-panel" : "phone");

        (await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().Be(360);
        (await page.Page.EvaluateAsync<double>("() => Math.min(...[...document.querySelectorAll('button')].map(one => one.getBoundingClientRect().height))")).Should().BeGreaterThanOrEqualTo(30);
    }

    [Fact]
    public async Task Motion_ThatIsNotWanted_IsLeftOut()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page, new() { ReducedMotion = ReducedMotion.Reduce });
        host.Put(files: 1);
        await page.WaitForAsync("sink:events", "flowing");

        (await page.Page.Locator(".wire.moving").First.EvaluateAsync<string>("wire => getComputedStyle(wire).animationName")).Should().Be("none");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task Axe_FindsNothingSerious(ColorScheme scheme, int width)
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.ShowRecords = true });

        // The policy of the page would stop axe too, which builds markup of its own.
        await using var page = await chromium.OpenAsync(host.Page, new() { ColorScheme = scheme, BypassCSP = true, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        host.Put(files: 2);
        await page.WaitForAsync("sink:events", "flowing");
        (await SeriousFindingsAsync(page)).Should().BeEmpty();

        host.Aws.Iam.Deny("s3:GetObject");
        await page.Node("source:trail").ClickAsync();
        host.Put(files: 2);
        await page.WaitForAsync("source:trail", "blocked");
        await Assertions.Expect(page.Panel.Locator(".errors li").First).ToBeVisibleAsync();
        await page.KeepPictureAsync($"{scheme}-{width}".ToLowerInvariant());
        (await SeriousFindingsAsync(page)).Should().BeEmpty();
        await page.Node("sink:events").ClickAsync();
        host.Aws.Iam.Anyone.Reset();
        host.Put(files: 2);
        await page.Panel.Locator(".tail summary").First.ClickAsync();
        (await SeriousFindingsAsync(page)).Should().BeEmpty();
    }

    [Fact]
    public async Task Dark_IsDark()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page, new() { ColorScheme = ColorScheme.Dark });
        await page.WaitForAsync("source:trail", "idle");

        (await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor")).Should().Be("rgb(18, 22, 27)");
    }

    static async Task<IEnumerable<string>> SeriousFindingsAsync(OpenPage page)
    {
        var axe = Path.Combine(OpenPage.RepositoryFolder(), "tests", "Fluency.Ingest.PageTests", "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(axe))
        {
            const string Missing = "axe is not installed: run \"npm ci --ignore-scripts\" in tests/Fluency.Ingest.PageTests.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", Missing);
            Assert.Fail(Missing);
        }

        await page.Page.AddScriptTagAsync(new() { Path = axe });
        var findings = await page.Page.EvaluateAsync<JsonElement>("() => axe.run()");
        return [.. findings.GetProperty("violations").EnumerateArray()
            .Where(finding => finding.GetProperty("impact").GetString() is "serious" or "critical")
            .Select(finding => $"{finding.GetProperty("id")}: {finding.GetProperty("help")} {string.Join(" | ", finding.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("html").GetString() + " " + node.GetProperty("failureSummary").GetString()))}")];
    }
}
