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
        {
            "QueueUrl is 'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:trail' but must be the http or https address of a queue, such as https://sqs.us-gov-west-1.amazonaws.com/111122223333/trail, the address of what this ARN names",
            static o => o.QueueUrl = "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:trail"
        },
        { "QueueUrl is 'https://sqs.us-east-1.amazonaws.com/'", static o => o.QueueUrl = "https://sqs.us-east-1.amazonaws.com/" },
        { "QueueUrl is 'https://sqs.us-east-1.amazonaws.com/111122223333'", static o => o.QueueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333" },
        { "QueueUrl is 'https://queue.amazonaws.com/111122223333/trail/'", static o => o.QueueUrl = "https://queue.amazonaws.com/111122223333/trail/" },
        { "QueueUrl is 'https://sqs.us-east-1.amazonaws.com/111122223333/trail\n'", static o => o.QueueUrl += "\n" },
        { "RoleArn is ''", static o => o.RoleArn = "" },
        { "RoleArn is 'collector'", static o => o.RoleArn = "collector" },
        { "RoleArn is 'arn:aws:iam::111122223333:user/collector'", static o => o.RoleArn = "arn:aws:iam::111122223333:user/collector" },
        { "RoleArn is 'arn:aws:iam::11112222333:role/collector'", static o => o.RoleArn = "arn:aws:iam::11112222333:role/collector" },
        { "RoleArn is 'arn:aws:iam::111122223333:role/collector\n'", static o => o.RoleArn = "arn:aws:iam::111122223333:role/collector\n" },
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
        { "FixedVisibilityTimeout is 12:00:01", static o => o.FixedVisibilityTimeout = TimeSpan.FromSeconds(43_201) },
        { "FixedVisibilityTimeout is 00:00:00", static o => o.FixedVisibilityTimeout = TimeSpan.Zero },
        { "UseFipsEndpoint is true but ServiceUrl", static o => (o.UseFipsEndpoint, o.ServiceUrl) = (true, "http://127.0.0.1:1") },
        { "UseDualStack is true but ServiceUrl", static o => (o.UseDualStack, o.ServiceUrl) = (true, "http://127.0.0.1:1") },
        { "Buckets names 'arn:aws:s3:::logs'", static o => o.Buckets.Add("arn:aws:s3:::logs") },
        { "Buckets names 'logs/a'", static o => o.Buckets.Add("logs/a") },
        { "Buckets names 'logs-*'", static o => o.Buckets.Add("logs-*") },
        { "Buckets names 'logs\n'", static o => o.Buckets.Add("logs\n") },
        { "Buckets names ''", static o => o.Buckets.Add("") },
        { "ExpectedBucketOwner is '11112222333'", static o => o.ExpectedBucketOwner = "11112222333" },
        { "ExpectedBucketOwner is '1111-2222-33'", static o => o.ExpectedBucketOwner = "1111-2222-33" },
        { "ExpectedBucketOwner is ''", static o => o.ExpectedBucketOwner = "" },
        { "MaxEntries is 0", static o => o.MaxEntries = 0 },
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
        options.FixedVisibilityTimeout = TimeSpan.FromSeconds(1);
        options.ExpectedBucketOwner = "111122223333";
        options.Buckets.Add("my-trail.logs");
        options.MaxEntries = 1;
        (options.UseFipsEndpoint, options.UseDualStack) = (true, true);

        S3NotificationOptionsValidator.Errors(options).Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://sqs.us-east-1.amazonaws.com/111122223333/trail.fifo", "arn:aws:iam::111122223333:role/team/fluency+ingest@logs")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/trail", "arn:aws-cn:iam::111122223333:role/r")]
    [InlineData("https://queue.amazonaws.com/111122223333/trail", "arn:aws-us-gov:iam::111122223333:role/r")]
    [InlineData("http://localhost:4566/queue/us-east-1/000000000000/trail", "arn:aws-iso-b:iam::111122223333:role/r")]
    [InlineData("http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/trail", null)]
    public void Errors_FormsOfAddressesAndRolesThatThereAre_AreNone(string queueUrl, string? role)
    {
        var options = Valid();
        (options.QueueUrl, options.RoleArn) = (queueUrl, role);

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

    [Fact]
    public void Copy_ListsChangedLater_KeepsItsOwn()
    {
        var options = Valid();
        options.Buckets.Add("a");
        options.AddForm(new StoreForm());
        var copy = options.Copy();

        options.Buckets.Add("b");
        options.AddForm(new StoreForm());

        copy.Buckets.Should().Equal("a");
        copy.GetForms().Should().ContainSingle();
    }

    static S3NotificationOptions Valid() => new() { QueueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/trail" };
}
