using static Fluency.Ingest.Testing.Generation.Parameters;
using static Fluency.Ingest.Testing.Generation.Responses;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>The calls that make up an archive, the frequent ones first.</summary>
static class ApiCalls
{
    static readonly ApiCall[] Frequent =
    [
        new("kms.amazonaws.com", "Decrypt") { Request = EncryptionContext, ResourceType = "AWS::KMS::Key" },
        new("ec2.amazonaws.com", "DescribeInstances") { Request = Filters },
        new("ec2.amazonaws.com", "DescribeRouteTables") { Request = Filters },
        new("sts.amazonaws.com", "AssumeRole") { Request = AssumeRole, Response = TemporaryCredentials, ResourceType = "AWS::IAM::Role" },
        new("s3.amazonaws.com", "GetBucketAcl") { Request = BucketAndHost, Additional = S3Transfer, ResourceType = "AWS::S3::Bucket" },
        new("ssm.amazonaws.com", "GetParameter") { Request = ParameterName },
        new("iam.amazonaws.com", "GetUser"),
        new("logs.amazonaws.com", "CreateLogStream") { Request = LogStream, IsReadOnly = false, ApiVersion = "20140328" },
    ];

    static readonly ApiCall[] Data =
    [
        new("s3.amazonaws.com", "GetObject") { Category = "Data", Request = BucketKeyAndHost, Additional = S3Transfer, ResourceType = "AWS::S3::Object", Error = (8, "NoSuchKey", "The specified key does not exist.") },
        new("s3.amazonaws.com", "PutObject") { Category = "Data", Request = BucketKeyAndHost, Response = ObjectVersion, Additional = S3Transfer, IsReadOnly = false, ResourceType = "AWS::S3::Object" },
        new("lambda.amazonaws.com", "Invoke") { Category = "Data", Request = FunctionName, IsReadOnly = false, ResourceType = "AWS::Lambda::Function", ApiVersion = "2015-03-31", Additional = FunctionVersion },
        new("dynamodb.amazonaws.com", "PutItem") { Category = "Data", Request = ItemKey, IsReadOnly = false, ResourceType = "AWS::DynamoDB::Table", ApiVersion = "DynamoDB_20120810" },
    ];

    static readonly ApiCall[] Changes =
    [
        new("ec2.amazonaws.com", "RunInstances") { Request = RunInstances, Response = Instances, IsReadOnly = false, Error = (20, "Client.UnauthorizedOperation", "You are not authorized to perform this operation. Encoded authorization failure message: " + EncodedMessage) },
        new("iam.amazonaws.com", "PutRolePolicy") { Request = PolicyDocument, IsReadOnly = false },
        new("ec2.amazonaws.com", "CreateTags") { Request = TagsByCase, Response = ReturnTrue, IsReadOnly = false },
        new("cloudformation.amazonaws.com", "CreateStack") { Request = BracedText, Response = StackId, IsReadOnly = false },
        new("glue.amazonaws.com", "UpdateTable") { Request = OddNumbers, IsReadOnly = false },
        new("athena.amazonaws.com", "StartQueryExecution") { Request = Escapes, IsReadOnly = false },
        new("rds.amazonaws.com", "DescribeDBInstances") { Response = TextValue },
        new("secretsmanager.amazonaws.com", "GetSecretValue") { Request = TextValue, ApiVersion = "2017-10-17" },
    ];

    static readonly ApiCall[] Rare =
    [
        new("signin.amazonaws.com", "ConsoleLogin") { EventType = "AwsConsoleSignIn", IsReadOnly = false, Response = LoginSuccess, Additional = LoginData, Error = (15, "", "Failed authentication") },
        new("kms.amazonaws.com", "RotateKey") { EventType = "AwsServiceEvent", IsReadOnly = false, ServiceDetails = KeyDetails, ResourceType = "AWS::KMS::Key", Error = default },
        new("autoscaling.amazonaws.com", "CompleteLifecycleAction") { EventType = "AwsServiceEvent", IsReadOnly = false, ServiceDetails = TextValue, Error = default },
        new("billingconsole.amazonaws.com", "GetBillingConsoleAccess") { EventType = "AwsConsoleAction" },
    ];

    static readonly ApiCall[] NetworkCalls =
    [
        new("s3.amazonaws.com", "ListBuckets") { EventType = "AwsVpceEvents", Category = "NetworkActivity", Error = (100, "VpceAccessDenied", "The request was denied due to a VPC endpoint policy") },
        new("kms.amazonaws.com", "Decrypt") { EventType = "AwsVpceEvents", Category = "NetworkActivity", Request = EncryptionContext, Error = (100, "VpceAccessDenied", "The request was denied due to a VPC endpoint policy") },
    ];

    public static ApiCall Next(Dice dice) => dice.Below(100) switch
    {
        < 50 => dice.Pick<ApiCall>(Frequent),
        < 72 => dice.Pick<ApiCall>(Data),
        < 94 => dice.Pick<ApiCall>(Changes),
        _ => dice.Pick<ApiCall>(Rare),
    };

    public static ApiCall Denied(Dice dice) => dice.Pick<ApiCall>(NetworkCalls);
}
