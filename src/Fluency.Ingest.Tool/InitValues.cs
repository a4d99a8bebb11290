using System.Text.Json.Nodes;

namespace Fluency.Ingest.Tool;

/// <summary>What a new configuration file says. Secrets are no part of it: they belong into the environment or a profile.</summary>
sealed record InitValues
{
    public string? QueueUrl { get; init; }

    public string? Region { get; init; }

    public IReadOnlyList<string> Buckets { get; init; } = [];

    public string? ExpectedBucketOwner { get; init; }

    public string? RoleArn { get; init; }

    public string? ExternalId { get; init; }

    public string? Profile { get; init; }

    public bool UseFipsEndpoint { get; init; }

    public string? ServiceUrl { get; init; }

    /// <summary>Where records go, if not to EventWatch.</summary>
    public string? Path { get; init; }

    /// <summary>EventWatch's address.</summary>
    public string? EventWatch { get; init; }

    /// <summary>The file with EventWatch's token, which itself is a secret.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The values here, and those of another where there is none.</summary>
    public InitValues Or(InitValues other) => new()
    {
        QueueUrl = QueueUrl ?? other.QueueUrl,
        Region = Region ?? other.Region,
        Buckets = Buckets.Count > 0 ? Buckets : other.Buckets,
        ExpectedBucketOwner = ExpectedBucketOwner ?? other.ExpectedBucketOwner,
        RoleArn = RoleArn ?? other.RoleArn,
        ExternalId = ExternalId ?? other.ExternalId,
        Profile = Profile ?? other.Profile,
        UseFipsEndpoint = UseFipsEndpoint || other.UseFipsEndpoint,
        ServiceUrl = ServiceUrl ?? other.ServiceUrl,
        Path = Path ?? other.Path,
        EventWatch = EventWatch ?? other.EventWatch,
        TokenFile = TokenFile ?? other.TokenFile,
    };

    /// <summary>The values that a stack names.</summary>
    public static InitValues Of(IReadOnlyDictionary<string, string> outputs) => new()
    {
        QueueUrl = outputs.GetValueOrDefault(nameof(QueueUrl)),
        Region = outputs.GetValueOrDefault(nameof(Region)),
        Buckets = outputs.TryGetValue(nameof(Buckets), out var bucket) ? [bucket] : [],
        ExpectedBucketOwner = outputs.GetValueOrDefault(nameof(ExpectedBucketOwner)),
        RoleArn = outputs.GetValueOrDefault(nameof(RoleArn)),
        ExternalId = outputs.GetValueOrDefault(nameof(ExternalId)),
        UseFipsEndpoint = outputs.GetValueOrDefault(nameof(UseFipsEndpoint)) == "true",
    };

    /// <summary>The file's content.</summary>
    public JsonObject ToConfiguration()
    {
        var source = new JsonObject { ["Type"] = "S3Notification", [nameof(QueueUrl)] = QueueUrl };
        Set(nameof(Region), Region);
        Set(nameof(UseFipsEndpoint), UseFipsEndpoint ? true : null);
        Set(nameof(Buckets), Buckets.Count == 0 ? null : new JsonArray([.. Buckets.Select(static bucket => JsonValue.Create(bucket))]));
        Set(nameof(ExpectedBucketOwner), ExpectedBucketOwner);
        Set(nameof(Profile), Profile);
        Set(nameof(RoleArn), RoleArn);
        Set(nameof(ExternalId), ExternalId);
        Set(nameof(ServiceUrl), ServiceUrl);
        Set("ForcePathStyle", ServiceUrl is null ? null : true);
        source["Router"] = CloudTrail.CloudTrailAdjustments.Name;
        source["Sinks"] = new JsonArray("events");
        return new JsonObject
        {
            ["Sources"] = new JsonObject { ["trail"] = source },
            ["Sinks"] = new JsonObject { ["events"] = Sink() },
        };

        JsonObject Sink()
        {
            if (EventWatch is null)
            {
                return new JsonObject { ["Type"] = "File", [nameof(Path)] = Path };
            }

            var sink = new JsonObject { ["Type"] = "EventWatch", ["Endpoint"] = EventWatch };
            if (TokenFile is not null)
            {
                sink[nameof(TokenFile)] = TokenFile;
            }

            return sink;
        }

        void Set(string key, JsonNode? value)
        {
            if (value is not null)
            {
                source[key] = value;
            }
        }
    }
}
