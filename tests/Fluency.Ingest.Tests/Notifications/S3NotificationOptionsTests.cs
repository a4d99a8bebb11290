using Fluency.Ingest.Notifications;
using FluentAssertions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class S3NotificationOptionsTests
{
    [Fact]
    public void Errors_QueueUrlAlone_AreNone() => S3NotificationOptionsValidator.Errors(Valid()).Should().BeEmpty();

    public static TheoryData<string, Action<S3NotificationOptions>> Wrong => new()
    {
        { "QueueUrl is ''", static o => o.QueueUrl = "" },
        { "QueueUrl is 'trail'", static o => o.QueueUrl = "trail" },
        { "QueueUrl is 'arn:aws:sqs:us-east-1:1:t'", static o => o.QueueUrl = "arn:aws:sqs:us-east-1:1:t" },
        { "ServiceUrl is 'localhost:4566'", static o => o.ServiceUrl = "localhost:4566" },
        { "Region is 'eu-west-1' but QueueUrl names us-east-1", static o => o.Region = "eu-west-1" },
        { "Format is 'parquet'", static o => o.Format = "parquet" },
        { "SecretAccessKey is missing", static o => o.AccessKeyId = "AKIA" },
        { "AccessKeyId is missing", static o => o.SecretAccessKey = "s" },
        { "SessionToken is given without", static o => o.SessionToken = "t" },
        { "Profile is 'p' but AccessKeyId", static o => (o.Profile, o.AccessKeyId, o.SecretAccessKey) = ("p", "a", "s") },
        { "ExternalId is given without RoleArn", static o => o.ExternalId = "x" },
        { "VisibilityTimeout is 00:00:00.9990000", static o => o.VisibilityTimeout = TimeSpan.FromMilliseconds(999) },
        { "VisibilityTimeout is 12:00:01", static o => o.VisibilityTimeout = TimeSpan.FromSeconds(43_201) },
        { "WaitTime is 00:00:21", static o => o.WaitTime = TimeSpan.FromSeconds(21) },
        { "WaitTime is -00:00:01", static o => o.WaitTime = TimeSpan.FromSeconds(-1) },
        { "MaxMessages is 0", static o => o.MaxMessages = 0 },
        { "MaxMessages is 11", static o => o.MaxMessages = 11 },
        { "ReturnDelay is 00:01:00", static o => o.ReturnDelay = TimeSpan.FromMinutes(1) },
        { "MaxReturnDelay is 13:00:00", static o => o.MaxReturnDelay = TimeSpan.FromHours(13) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Errors_WrongOption_AreTheOneThatNamesItAndItsValue(string expected, Action<S3NotificationOptions> spoil)
    {
        var options = Valid();
        spoil(options);

        S3NotificationOptionsValidator.Errors(options).Should().ContainSingle().Which.Should().StartWith(expected);
    }

    [Fact]
    public void Errors_EdgesOfWhatIsAllowed_AreNone()
    {
        var options = Valid();
        options.Region = "US-EAST-1";
        options.VisibilityTimeout = TimeSpan.FromHours(12);
        options.WaitTime = TimeSpan.Zero;
        options.MaxMessages = 1;
        options.ReturnDelay = TimeSpan.Zero;

        S3NotificationOptionsValidator.Errors(options).Should().BeEmpty();
    }

    [Fact]
    public void Errors_OwnEndpoint_TakesTheHostOfTheQueueForANameOnly()
    {
        var options = Valid();
        options.ServiceUrl = "http://127.0.0.1:4566";
        options.Region = "eu-west-1";

        S3NotificationOptionsValidator.Errors(options).Should().BeEmpty();
    }

    [Fact]
    public void Source_SeveralErrors_ThrowsThemAll()
    {
        var create = () => new S3NotificationSource(new S3NotificationOptions { MaxMessages = 0, WaitTime = TimeSpan.FromHours(1) });

        create.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(3);
    }

    static S3NotificationOptions Valid() => new() { QueueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/trail" };
}
