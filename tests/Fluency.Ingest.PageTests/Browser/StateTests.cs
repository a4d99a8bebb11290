using Fluency.Ingest.PageTests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Xunit;

namespace Fluency.Ingest.PageTests.Browser;

public sealed class StateTests(Chromium chromium)
{
    static readonly LocatorAssertionsToContainTextOptions Patiently = new() { Timeout = 60_000 };

    static FakeTimeProvider Clock() => new(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));

    [Fact]
    public async Task Picture_DataThatComesAndStops_TurnsGreenAndGreyAgain()
    {
        await using var host = await PageHost.StartAsync(new() { Time = Clock() });
        await using var page = await chromium.OpenAsync(host.Page);
        await host.WhileTimePassesAsync(page.WaitForAsync("source:trail", "idle"));
        await page.KeepPictureAsync("idle");

        host.Put(files: 5);
        await host.WhileTimePassesAsync(Task.WhenAll(page.WaitForAsync("source:trail", "flowing"), page.WaitForAsync("route:main/main", "flowing"), page.WaitForAsync("sink:events", "flowing")));
        await page.KeepPictureAsync("flowing");
        var color = await ColorOfMarkAsync(page);
        await Assertions.Expect(page.Node("sink:events")).ToContainTextAsync("Flowing");

        host.Time!.Advance(TimeSpan.FromMinutes(6));
        await host.WhileTimePassesAsync(Task.WhenAll(page.WaitForAsync("source:trail", "idle"), page.WaitForAsync("sink:events", "idle")));
        await page.KeepPictureAsync("idle-again");

        color.Should().Be("rgb(18, 115, 59)", "that is green");
        (await ColorOfMarkAsync(page)).Should().Be("rgba(0, 0, 0, 0)", "idle is an empty circle");
        await Assertions.Expect(page.Node("sink:events")).ToContainTextAsync("Idle");
        page.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Picture_NumbersOnTheLines_AreThoseOfTheRecords()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);
        host.Put(files: 4);
        await page.WaitForAsync("sink:events", "flowing");
        await host.Queue.WaitUntilEmptyAsync(TestContext.Current.CancellationToken);

        var delivered = host.Pipe.Statistics.Records.Delivered.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
        await Assertions.Expect(page.Page.Locator(".amount").First).ToHaveTextAsync(delivered, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Page.Locator(".wire.moving")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Page.Locator("section.pipe ul").Last).ToContainTextAsync($"trail to main: {delivered} records");
    }

    [Theory]
    [InlineData("sqs:ReceiveMessage", "receive-denied")]
    [InlineData("s3:GetObject", "read-denied")]
    public async Task Picture_PermissionThatIsDenied_TurnsRedWithTheSentenceThatNamesIt(string action, string picture)
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);
        await page.WaitForAsync("source:trail", "idle");

        host.Aws.Iam.Deny(action);
        host.Put(files: 1);

        await page.WaitForAsync("source:trail", "blocked");

        await Assertions.Expect(page.Node("source:trail").Locator(".why")).ToContainTextAsync(action, Patiently);
        var reason = host.Pipe.GetStatus().Components[0].Reason;
        await Assertions.Expect(page.Node("source:trail").Locator(".why")).ToHaveTextAsync(reason, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Node("source:trail")).ToContainTextAsync("Blocked");
        await Assertions.Expect(page.Page.Locator(".pipe-reason")).ToContainTextAsync(action);
        await Assertions.Expect(page.Page.Locator("#live")).ToContainTextAsync("source trail: Blocked");
        await page.KeepPictureAsync(picture);
        page.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task Feed_ThatDoesNotGetThrough_IsReplacedByAskingNowAndThen()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page, prepare: static context => context.RouteAsync("**/events", static route => route.AbortAsync()));
        await Assertions.Expect(page.Page.Locator("#feed")).ToHaveTextAsync("Asking every 3 seconds", new() { Timeout = 60_000 });

        host.Put(files: 2);

        await page.WaitForAsync("sink:events", "flowing");
    }

    [Fact]
    public async Task Feed_OfAHostThatIsGone_SaysThatThePictureIsOld()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);
        await Assertions.Expect(page.Page.Locator("#feed")).ToHaveTextAsync("Live", new() { Timeout = 60_000 });

        await host.StopAsync(TestContext.Current.CancellationToken);

        await Assertions.Expect(page.Page.Locator("#feed")).ToContainTextAsync("No connection since", Patiently);
        await Assertions.Expect(page.Page.Locator("#live")).ToContainTextAsync("No connection since", Patiently);
    }

    static Task<string> ColorOfMarkAsync(OpenPage page) =>
        page.Node("source:trail").Locator(".mark").EvaluateAsync<string>("mark => getComputedStyle(mark).backgroundColor");
}
