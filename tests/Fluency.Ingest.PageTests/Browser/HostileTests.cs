using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.PageTests.Support;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.Playwright;
using Xunit;

namespace Fluency.Ingest.PageTests.Browser;

public sealed class HostileTests(Chromium chromium)
{
    const string Script = "<script>window.owned = true; alert(1)</script>";
    const string Handler = "\"'><img src=x onerror=\"window.owned = true; alert(2)\"><svg onload=\"window.owned = true\">";

    // Those who write records choose these texts: user agents, names of users and roles, parameters of requests.
    static readonly string[] Texts = [Script, Handler, "javascript:window.owned=true", "${window.owned=true}", "\u202Etxt.exe\u0000\u001b[31m\u061c\U000E0041", "</textarea></title></style>" + Script];

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Records_WithScriptsInEveryField_DoNothing()
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.ShowRecords = true });
        await using var page = await chromium.OpenAsync(host.Page);
        await page.Node("sink:events").ClickAsync();
        await Assertions.Expect(page.Panel).ToContainTextAsync("Records as they pass", new() { Timeout = 60_000 });

        host.Bucket.Put($"AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/{Handler}.json.gz", HostileFile());
        await Assertions.Expect(page.Panel.Locator(".tail > li")).ToHaveCountAsync(Texts.Length);

        // What is folded within something folded comes to be when that is opened.
        for (var folded = page.Panel.Locator("details:not([open]) > summary").First; await folded.CountAsync() > 0;)
        {
            await folded.ClickAsync();
        }

        foreach (var text in Texts.Where(text => !text.Contains('\u0000', StringComparison.Ordinal)))
        {
            await Assertions.Expect(page.Panel.Locator(".tree").Filter(new() { HasText = $"eventName: {JsonSerializer.Serialize(text, Relaxed)}" }).First).ToBeVisibleAsync();
        }

        await Assertions.Expect(page.Panel.Locator(".tail")).ToContainTextAsync("\\u202etxt.exe\\u0000\\u001b[31m\\u061c\\u{e0041}");
        await Assertions.Expect(page.Panel.Locator(".where").First).ToContainTextAsync("onerror=");
        await AssertNothingRanAsync(page);
    }

    [Fact]
    public async Task Record_ThatIsCutOff_IsShownAsText()
    {
        await using var host = await PageHost.StartAsync(new() { Page = static page => page.ShowRecords = true });
        await using var page = await chromium.OpenAsync(host.Page);
        await page.Node("source:trail").ClickAsync();
        await Assertions.Expect(page.Panel).ToContainTextAsync("Records as they pass", new() { Timeout = 60_000 });

        host.Bucket.Put("AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/a.json.gz", Gzip($$"""{"Records":[{"eventVersion":"1.08","note":{{JsonSerializer.Serialize(Script)}},"padding":"{{new string('x', 20_000)}}"}]}"""));
        var record = page.Panel.Locator(".tail > li").First;
        await record.Locator("summary").ClickAsync();

        await Assertions.Expect(record.Locator("pre")).ToContainTextAsync("(cut off)");
        await AssertNothingRanAsync(page);
    }

    [Fact]
    public async Task Names_WithScripts_DoNothing()
    {
        await using var host = await PageHost.StartAsync(new()
        {
            PipeName = Script,
            SourceName = Handler,
            Describe = static pipe => pipe
                .Route(static route => route.Process(new CloudTrailAdjustments(), Script).To(new NullSink(), Handler), Script)
                .Quarantine(new DelegateSink(static (_, _) => throw new SinkException(Script + Handler, isTransient: true)), "quarantine" + Handler),
        });
        await using var page = await chromium.OpenAsync(host.Page);
        host.Bucket.Put("AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/a.json.gz", Gzip("""{"Records":[{"no":"event"}]}"""));

        await page.WaitForAsync($"sink:quarantine{Handler}", "blocked");
        await Assertions.Expect(page.Node($"sink:quarantine{Handler}").Locator(".why")).ToContainTextAsync(Script);
        foreach (var node in await page.Page.Locator(".node").AllAsync())
        {
            await node.ClickAsync();
            await Assertions.Expect(page.Panel).ToBeVisibleAsync();
        }

        await Assertions.Expect(page.Page.Locator("h2").First).ToHaveTextAsync(Script);
        await page.KeepPictureAsync("hostile");
        await AssertNothingRanAsync(page);
    }

    [Fact]
    public async Task Markup_ThatGotInAllTheSame_IsStoppedByThePolicy()
    {
        await using var host = await PageHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Page);

        var refused = await page.Page.EvaluateAsync<string>("html => { try { document.body.innerHTML = html; return 'taken'; } catch (problem) { return problem.name; } }", Handler);

        refused.Should().Be("TypeError", "the policy asks for trusted types and trusts none");
        (await page.Page.EvaluateAsync<bool>("() => window.owned === true")).Should().BeFalse();
    }

    static async Task AssertNothingRanAsync(OpenPage page)
    {
        page.Problems.Should().BeEmpty();
        (await page.Page.EvaluateAsync<bool>("() => window.owned === true")).Should().BeFalse();
        (await page.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('script, img, iframe, [onerror], [onload]')].map(one => one.outerHTML).join()"))
            .Should().Be("""<script type="module" src="page.js"></script>""");
    }

    static byte[] HostileFile()
    {
        var records = new JsonArray();
        foreach (var text in Texts)
        {
            records.Add(new JsonObject
            {
                ["eventVersion"] = "1.08",
                ["eventTime"] = "2026-01-02T00:00:00Z",
                ["eventName"] = text,
                ["eventSource"] = text,
                ["awsRegion"] = text,
                ["sourceIPAddress"] = text,
                ["userAgent"] = text,
                ["errorCode"] = text,
                ["errorMessage"] = text,
                ["userIdentity"] = new JsonObject { ["type"] = text, ["userName"] = text, ["arn"] = text, ["accountId"] = text },
                ["requestParameters"] = new JsonObject { [text] = text, ["list"] = new JsonArray(text, new JsonObject { [text] = new JsonArray(text) }), ["__proto__"] = new JsonObject { ["owned"] = true } },
                ["responseElements"] = text,
                [text] = text,
            });
        }

        return Gzip(new JsonObject { ["Records"] = records }.ToJsonString());
    }

    static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
