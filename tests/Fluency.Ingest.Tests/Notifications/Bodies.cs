using System.Text.Json;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>One body of every form that a queue's message may have, as its producer writes it.</summary>
static class Bodies
{
    public const string S3Event = """
        {"Records":[{"eventVersion":"2.6","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-01-02T00:05:09.123Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AWS:AROA:x"},
         "requestParameters":{"sourceIPAddress":"192.0.2.10"},"responseElements":{"x-amz-request-id":"C3D1","x-amz-id-2":"FMyU"},
         "s3":{"s3SchemaVersion":"1.0","configurationId":"new","bucket":{"name":"logs","ownerIdentity":{"principalId":"A3NL"},"arn":"arn:aws:s3:::logs","awsGeneratedTags":{"a":"b"}},
         "object":{"key":"a+b%2Bc.gz","size":4096,"eTag":"d41d","versionId":"096f","sequencer":"0055","hasObjectAnnotation":false}}},
         {"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"logs"},"object":{"key":"gone","sequencer":"0056"}}}]}
        """;

    public const string EventBridge = """
        {"version":"0","id":"1779","detail-type":"Object Created","source":"aws.s3","account":"111122223333","time":"2026-01-02T00:05:09Z","region":"eu-west-1","resources":["arn:aws:s3:::logs"],
         "detail":{"version":"0","bucket":{"name":"logs"},"object":{"key":"a+b%2Bc.gz","size":7,"etag":"b194","version-id":"IYV3","sequencer":"617f"},"request-id":"N4N7","requester":"cloudtrail.amazonaws.com","reason":"PutObject"}}
        """;

    public const string CloudTrailSns = """{"s3Bucket":"logs","s3ObjectKey":["a+b%2Bc.gz","d.gz"]}""";

    public const string CloudTrailValidation = "CloudTrail validation message.";

    public const string S3TestEvent = """{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-02T00:00:00.000Z","Bucket":"logs","RequestId":"5582","HostId":"8cLe"}""";

    public const string SubscriptionConfirmation = """
        {"Type":"SubscriptionConfirmation","MessageId":"22b8","Token":"23","TopicArn":"arn:aws:sns:us-east-1:111122223333:trail","Message":"You have chosen to subscribe to the topic",
         "SubscribeURL":"https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription","Timestamp":"2026-01-02T00:05:10.001Z","SignatureVersion":"1","Signature":"x","SigningCertURL":"https://sns.us-east-1.amazonaws.com/x.pem"}
        """;

    public const string SecurityLake = """
        {"source":"aws.s3","time":"2026-01-02T00:00:00Z","account":"111122223333","region":"us-east-1","resources":["arn:aws:s3:::lake"],
         "detail":{"bucket":{"name":"lake"},"object":{"key":"aws/CLOUD_TRAIL_MGMT/2.0/region=us-east-1/x.gz.parquet","size":5,"etag":"b57f"},"request-id":"N4N7","requester":"securitylake.amazonaws.com"}}
        """;

    public const string FalconDataReplicator = """
        {"cid":"0123","timestamp":1767312000000,"fileCount":2,"totalSize":173,"bucket":"cs-prod","pathPrefix":"data/f",
         "files":[{"path":"data/f/part-00000.gz","size":90,"checksum":"69fe"},{"path":"data/f/part-00001.gz","size":83,"checksum":"7d01"}]}
        """;

    public const string Minio = """
        {"EventName":"s3:ObjectCreated:Put","Key":"logs/a/b.gz","Records":[{"eventVersion":"2.0","eventSource":"minio:s3","awsRegion":"","eventTime":"2026-01-02T00:05:09Z","eventName":"s3:ObjectCreated:Put",
         "userIdentity":{"principalId":"minio"},"requestParameters":{"accessKey":"minio","region":"","sourceIPAddress":"172.18.0.1"},"responseElements":{"x-amz-request-id":"159F"},
         "s3":{"s3SchemaVersion":"1.0","configurationId":"Config","bucket":{"name":"logs","arn":"arn:aws:s3:::logs"},"object":{"key":"a%2Fb+c.gz","size":132,"eTag":"b7ce","contentType":"application/gzip","versionId":"1","sequencer":"159F"}},
         "source":{"host":"","port":"","userAgent":""}}]}
        """;

    public const string Ceph = """
        {"Records":[{"eventVersion":"2.2","eventSource":"ceph:s3","awsRegion":"default","eventTime":"2026-01-02T00:05:09.123456Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"user"},
         "s3":{"s3SchemaVersion":"1.0","configurationId":"n","bucket":{"name":"logs","ownerIdentity":{"principalId":"user"},"arn":"arn:aws:s3:default::logs","id":"8975.1"},
         "object":{"key":"a+b%2Bc.gz","size":7,"eTag":"b194","versionId":"","sequencer":"F7E6","metadata":[],"tags":[]}},"eventId":"1.2.3","opaqueData":""}]}
        """;

    public const string Replay = """{"Records":[{"s3":{"bucket":{"name":"logs"},"object":{"key":"a.gz"}}}]}""";

    /// <summary>Every form, alone and in its usual envelopes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        S3Event, EventBridge, CloudTrailSns, CloudTrailValidation, S3TestEvent, SubscriptionConfirmation, SecurityLake, FalconDataReplicator, Minio, Ceph, Replay, "{\"Records\":[]}",
        InSns(S3Event), InSns(EventBridge), InSns(CloudTrailSns), InSns(CloudTrailValidation), InSns(S3TestEvent), InSqsForward(InSns(S3Event)), InSnsForward(S3Event), InSns(InSns(InSns(InSns(Replay)))),
    ];

    public static string InSns(string body) =>
        $$"""{"Type":"Notification","MessageId":"22b8","TopicArn":"arn:aws:sns:us-east-1:111122223333:trail","Subject":"Amazon S3 Notification","Message":{{JsonSerializer.Serialize(body)}},"Timestamp":"2026-01-02T00:05:10.001Z","SignatureVersion":"1","SigningCertURL":"https://sns"}""";

    public static string InSqsForward(string body) => $$"""{"Records":[{"messageId":"1","receiptHandle":"h","body":{{JsonSerializer.Serialize(body)}},"eventSource":"aws:sqs"}]}""";

    public static string InSnsForward(string body) => $$"""{"Records":[{"EventSource":"aws:sns","Sns":{"Message":{{JsonSerializer.Serialize(body)}} } }]}""";
}
