using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.PageTests.Support;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace Fluency.Ingest.PageTests.Browser;

public sealed class PictureTests(Chromium chromium)
{
    static readonly RecordPath ErrorCode = RecordPath.Parse("errorCode");

    // The picture of the README: artifacts/page/readme.png, kept as docs/images/status-page.png.
    [Fact]
    public async Task Picture_OfTwoRoutesAndThreeSinks_ConnectsWhatIsConnected()
    {
        var folder = Directory.CreateTempSubdirectory("fluency-ingest-");
        try
        {
            await ConnectsWhatIsConnectedAsync(Path.Combine(folder.FullName, "events.ndjson"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    async Task ConnectsWhatIsConnectedAsync(string events)
    {
        await using var host = await PageHost.StartAsync(new()
        {
            Page = static page => page.ShowRecords = true,
            Describe = pipe => pipe
                .MatchAll()
                .Route(route => route.Process(new CloudTrailAdjustments(), "AWSCloudTrail_Adjustments").ToFile(events, "events"), "everything")
                .Route(static route => route.When(static record => record.TryGet(ErrorCode, out _)).To(new NullSink(), "failures"), "failed calls")
                .Quarantine(new NullSink()),
        });
        await using var page = await chromium.OpenAsync(host.Page, new() { ViewportSize = new ViewportSize { Width = 1280, Height = 720 } });
        await page.Node("sink:events").ClickAsync();
        await Assertions.Expect(page.Panel).ToContainTextAsync("Records as they pass", new() { Timeout = 60_000 });
        for (var i = 1; i <= 4; i++)
        {
            host.Put(files: 20 * i);
            await host.Queue.WaitUntilEmptyAsync(TestContext.Current.CancellationToken);
            await Assertions.Expect(page.Panel.Locator(".curve")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex($"^M([^L]*L){{{3 * i}}}"), new() { Timeout = 60_000 });
        }

        await page.WaitForAsync("sink:failures", "flowing");
        await page.WaitForAsync("sink:events", "flowing");
        await page.KeepPictureAsync("readme");

        // Each line begins at the box it comes from and ends at the one it goes to; routes lie within their router, which needs none.
        var ends = await page.Page.EvaluateAsync<string[]>("""
            () => {
                const origin = document.querySelector('.picture').getBoundingClientRect();
                const at = (x, y) => {
                    const found = [...document.querySelectorAll('.node, .router')].filter(one => {
                        const box = one.getBoundingClientRect();
                        return Math.min(Math.abs(x + origin.left - box.left), Math.abs(x + origin.left - box.right)) < 2 && y + origin.top > box.top && y + origin.top < box.bottom;
                    });
                    return found.map(one => one.dataset.id ?? 'router').join();
                };
                return [...document.querySelectorAll('.wire')].map(wire => {
                    const length = wire.getTotalLength();
                    const [from, to] = [wire.getPointAtLength(0), wire.getPointAtLength(length)];
                    return `${at(from.x, from.y)} > ${at(to.x, to.y)}`;
                });
            }
            """);
        ends.Should().Equal(
            "source:trail > router", "router > sink:events", "router > sink:failures", "router > sink:quarantine", "sink:events > sink:quarantine", "sink:failures > sink:quarantine");
        page.Problems.Should().BeEmpty();
    }
}
