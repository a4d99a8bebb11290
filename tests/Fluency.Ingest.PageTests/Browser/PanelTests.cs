using Fluency.Ingest.PageTests.Support;
using FluentAssertions;
using Microsoft.Playwright;
using Xunit;

namespace Fluency.Ingest.PageTests.Browser;

public sealed class PanelTests(Chromium chromium)
{
    [Fact]
    public async Task Panel_OfASink_ShowsFiguresAndRecordsAsTheyPass()
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.ShowRecords = true });
        await using var page = await chromium.OpenAsync(host.Page);
        await page.Node("sink:events").ClickAsync();
        await Assertions.Expect(page.Panel).ToContainTextAsync("Records as they pass", new() { Timeout = 60_000 });

        host.Put(files: 3);
        var record = page.Panel.Locator(".tail > li").First;
        await Assertions.Expect(record).ToBeVisibleAsync(new() { Timeout = 60_000 });

        // So that no newer one takes its place.
        await page.Panel.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await record.Locator("summary").First.ClickAsync();

        await Assertions.Expect(record.Locator(".answer")).ToHaveTextAsync("Pass");
        await Assertions.Expect(record.Locator(".tree").First).ToContainTextAsync("@parser: \"AWSCloudTrail_Adjustments\"");
        await Assertions.Expect(record.Locator(".tree details[open]").First).ToContainTextAsync("eventVersion");
        var folded = record.Locator(".tree details:not([open])").First;
        await folded.Locator("summary").First.ClickAsync();
        await Assertions.Expect(record.Locator(".tree details[open]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Panel.Locator("dd").First).Not.ToHaveTextAsync("none yet", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Panel.Locator(".chart")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Records a second over the last"));
        await page.KeepPictureAsync("tail");
        page.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Panel_WhereRecordsAreNotAllowed_SaysSoAndShowsNone()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);
        await page.Node("sink:events").ClickAsync();
        await Assertions.Expect(page.Panel).ToContainTextAsync("hidden", new() { Timeout = 60_000 });

        host.Put(files: 1);

        await Assertions.Expect(page.Panel.Locator(".tail > li").First).ToContainTextAsync("s3://logs/");
        await Assertions.Expect(page.Panel.Locator(".tail details")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Panel_Paused_ReadsNoMore()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);
        await page.Node("sink:events").ClickAsync();
        host.Put(files: 1);
        await Assertions.Expect(page.Panel.Locator(".tail > li").First).ToBeVisibleAsync();
        await page.Panel.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.WaitForAsync("sink:events", "flowing");
        var before = await page.Panel.Locator(".tail > li").CountAsync();

        host.Put(files: 3);
        await host.Queue.WaitUntilEmptyAsync(TestContext.Current.CancellationToken);
        var delivered = host.Pipe.Statistics.Records.Delivered.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        await Assertions.Expect(page.Node("sink:events")).ToContainTextAsync($"{delivered} records", new() { Timeout = 60_000 });

        (await page.Panel.Locator(".tail > li").CountAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Panel_OfTheOneThatIsBlocked_ListsItsErrors()
    {
        await using var host = await PageHost.StartAsync();
        host.Aws.Iam.Deny("s3:GetObject");
        await using var page = await chromium.OpenAsync(host.Page);
        host.Put(files: 1);
        await page.WaitForAsync("source:trail", "blocked");

        await page.Node("source:trail").ClickAsync();

        await Assertions.Expect(page.Panel.Locator(".errors li").First).ToContainTextAsync("s3:GetObject", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Panel.Locator(".why")).ToContainTextAsync("s3:GetObject");
        await page.KeepPictureAsync("errors");
    }
}
