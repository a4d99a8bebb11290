using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Tests.Notifications;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class NotificationFormTests
{
    const string Source = """{ "Type": "S3Notification", "QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "Router": "main", "Forms": FORMS }""";

    [Fact]
    public async Task Form_NamedInConfiguration_IsTakenFromTheContainer()
    {
        var made = 0;
        var services = new ServiceCollection().AddSingleton(_ =>
        {
            made++;
            return new StoreForm();
        });
        services.AddFluencyIngest(Configured.Json(With("""["store"]""")), static ingest => ingest.AddNotificationForm<StoreForm>("Store"));
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IngestPipes>().Should().ContainSingle();

        made.Should().Be(1);
    }

    [Fact]
    public void Form_Unknown_IsAnErrorThatSuggestsTheNearest()
    {
        var services = new ServiceCollection();
        services.AddFluencyIngest(Configured.Json(With("""["Stor"]""")), static ingest => ingest.AddNotificationForm<StoreForm>("Store"));
        using var provider = services.BuildServiceProvider();

        var build = () => provider.GetRequiredService<IngestPipes>();

        build.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle()
            .Which.Should().StartWith("Sources:trail:Forms:0 is 'Stor' but no form of messages has that name. Did you mean 'Store'?");
    }

    [Fact]
    public void Forms_NoList_IsAnError() =>
        Configured.Errors(With("\"Store\"")).Should().ContainSingle().Which.Should().Be("Sources:trail:Forms is 'Store' but must be a list of names, in brackets.");

    [Fact]
    public void Forms_NameTakenTwice_Throws()
    {
        var add = () => new ServiceCollection().AddFluencyIngest(static ingest => ingest.AddNotificationForm<StoreForm>("Store").AddNotificationForm<StoreForm>("store"));

        add.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Source_AllOptions_AreBoundFromConfiguration() =>
        Configured.Errors(Configured.With(source: """
            { "Type": "S3Notification", "QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "Router": "main", "UseFipsEndpoint": true, "UseDualStack": true, "Buckets": ["logs"],
              "ExpectedBucketOwner": "111122223333", "RequesterPays": true, "MaxEntries": 5, "FixedVisibilityTimeout": "01:00:00" }
            """)).Should().BeEmpty();

    [Fact]
    public void Source_BucketsWrong_IsAnErrorWithItsKey() =>
        Configured.Errors(Configured.With(source: """{ "Type": "S3Notification", "QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "Router": "main", "Buckets": ["s3://logs"] }"""))
            .Should().ContainSingle().Which.Should().StartWith("Sources:trail:Buckets names 's3://logs' but must hold names of buckets");

    static string With(string forms) => Configured.With(source: Source.Replace("FORMS", forms, StringComparison.Ordinal));
}
