using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Setup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Tool;

/// <summary><c>init</c>: writes a configuration file.</summary>
static class InitCommand
{
    const string DefaultPath = "out/events.ndjson";
    const string StandardInput = "-";

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Describe(ToolContext tool)
    {
        var outputs = new Option<string?>("--from-stack-outputs", "--outputs") { Description = "What 'aws cloudformation describe-stacks --stack-name NAME' prints, or the list of outputs in it; - for standard input.", HelpName = "FILE" }.WithValue();
        var output = new Option<string>("--output") { Description = "The file to write.", HelpName = "FILE", DefaultValueFactory = static _ => ConfigFile.Default }.WithValue();
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists." };
        var queueUrl = Text("--queue-url", "The queue's URL.", "URL");
        var region = Text("--region", "The queue's region (default: that of its URL).", "REGION");
        var bucket = new Option<string[]>("--bucket") { Description = "A bucket that may be read; may be repeated (default: all).", HelpName = "NAME", DefaultValueFactory = static _ => [] }.WithValue();
        var owner = Text("--expected-bucket-owner", "The account that must own the buckets.", "ACCOUNT");
        var role = Text("--role-arn", "The role to assume.", "ARN");
        var externalId = Text("--external-id", "The role's external id.", "ID");
        var profile = Text("--profile", "The AWS profile with the credentials (default: those of the environment).", "NAME");
        var fips = new Option<bool>("--use-fips-endpoint") { Description = "Use AWS's FIPS endpoints." };
        var serviceUrl = Text("--service-url", "An endpoint in place of AWS's own.", "URL");
        var path = Text("--path", $"The file that records are written to (default: {DefaultPath}).", "FILE");
        var eventWatch = Text("--event-watch", "EventWatch's address, as the platform shows it: records go there and not to a file.", "URL");
        var tokenFile = Text("--token-file", "The file that holds EventWatch's token and nothing else. It is read when records are sent.", "FILE");
        var command = new ExampleCommand(
            "init",
            "Writes a configuration file from a stack's outputs, from options, or by asking if the queue is not known. Secrets are never written into it: they come from the environment or a profile.",
            "aws cloudformation describe-stacks --stack-name cloudtrail | fluency-ingest init --from-stack-outputs -",
            "fluency-ingest init --queue-url https://sqs.us-east-1.amazonaws.com/111122223333/trail --bucket my-trail-logs",
            "fluency-ingest init --from-stack-outputs outputs.json --event-watch https://acme.example.com:8088 --token-file /run/secrets/eventwatch")
        {
            outputs, output, force, queueUrl, region, bucket, owner, role, externalId, profile, fips, serviceUrl, path, eventWatch, tokenFile,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            tool,
            parsed.GetValue(outputs),
            parsed.GetRequiredValue(output),
            parsed.GetValue(force),
            new InitValues
            {
                QueueUrl = parsed.GetValue(queueUrl),
                Region = parsed.GetValue(region),
                Buckets = parsed.GetValue(bucket) ?? [],
                ExpectedBucketOwner = parsed.GetValue(owner),
                RoleArn = parsed.GetValue(role),
                ExternalId = parsed.GetValue(externalId),
                Profile = parsed.GetValue(profile),
                UseFipsEndpoint = parsed.GetValue(fips),
                ServiceUrl = parsed.GetValue(serviceUrl),
                Path = parsed.GetValue(path),
                EventWatch = parsed.GetValue(eventWatch),
                TokenFile = parsed.GetValue(tokenFile),
            },
            cancellationToken));
        return command;
    }

    static Option<string?> Text(string name, string description, string helpName) => new Option<string?>(name) { Description = description, HelpName = helpName }.WithValue();

    static async Task<int> RunAsync(ToolContext tool, string? outputsFile, string file, bool isForced, InitValues given, CancellationToken cancellationToken)
    {
        // Before anything is asked.
        if (WholeFile.ErrorOf("--output", file) is { } error)
        {
            tool.WriteErrors([error]);
            return ExitCode.Usage;
        }

        if (!isForced && File.Exists(file))
        {
            tool.WriteErrors([WholeFile.Exists(file)]);
            return ExitCode.Usage;
        }

        IReadOnlyDictionary<string, string> outputs = new Dictionary<string, string>();
        try
        {
            if (outputsFile is not null)
            {
                outputs = StackOutputs.Read(await ReadAsync(tool, outputsFile, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            tool.WriteErrors([$"--from-stack-outputs names {outputsFile}, {Problem(outputsFile!, exception)}."]);
            return ExitCode.Usage;
        }

        var values = given.Or(InitValues.Of(outputs));
        if (values.QueueUrl is null && tool.Terminal is { Profile.Capabilities.Interactive: true } terminal)
        {
            values = await InitQuestions.AskAsync(terminal, values, DefaultPath, cancellationToken).ConfigureAwait(false);
        }

        return await WriteAsync(tool, file, isForced, values, outputs, cancellationToken).ConfigureAwait(false);
    }

    static string Problem(string file, Exception exception) => exception switch
    {
        FormatException => $"but {exception.Message}",
        FileNotFoundException or DirectoryNotFoundException => "which does not exist",
        _ when Directory.Exists(file) => "which is a folder",
        UnauthorizedAccessException => "which this user may not read",
        _ => $"which could not be read: {exception.Message.TrimEnd('.')}",
    };

    static async Task<int> WriteAsync(ToolContext tool, string file, bool isForced, InitValues values, IReadOnlyDictionary<string, string> outputs, CancellationToken cancellationToken)
    {
        var json = Encoding.UTF8.GetBytes((values with { Path = values.Path ?? DefaultPath }).ToConfiguration().ToJsonString(Readable) + "\n");
        List<string> errors = [.. OptionErrors(values), .. values.QueueUrl is null ? [] : Errors(json)];
        if (errors.Count > 0)
        {
            tool.WriteErrors(errors);
            return ExitCode.Usage;
        }

        try
        {
            if (!await WholeFile.TryWriteAsync(file, json, isForced, cancellationToken).ConfigureAwait(false))
            {
                tool.WriteErrors([WholeFile.Exists(file)]);
                return ExitCode.Usage;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            tool.WriteErrors([$"{Path.GetFullPath(file)} could not be written: {exception.Message}"]);
            return ExitCode.Usage;
        }

        SayWhatIsNext(tool, file, values, outputs);
        return ExitCode.Done;
    }

    static void SayWhatIsNext(ToolContext tool, string file, InitValues values, IReadOnlyDictionary<string, string> outputs)
    {
        tool.Error.WriteLine($"Wrote {file}.");
        if (outputs.TryGetValue("SecretAccessKeyIn", out var secret))
        {
            tool.Error.WriteLine($"The user's access key is not in it. Put it into a profile, or into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: aws secretsmanager get-secret-value --secret-id {secret} --query SecretString --output text");
        }

        tool.Error.WriteLine(values.Profile is { } profile
            ? $"Credentials are those of the profile {profile} (aws configure --profile {profile} makes it)."
            : "Credentials are never written into it. They are looked for in the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), in the profile that AWS_PROFILE names (or 'default'), and at the role of the container or instance. --profile NAME names a profile for this file alone.");
        tool.Error.WriteLine($"Next: fluency-ingest doctor --config {file}");
    }

    // What the file's own errors would not tell, or in words of the file, which nobody has seen yet.
    static IEnumerable<string> OptionErrors(InitValues values)
    {
        if (values.QueueUrl is null)
        {
            yield return "The queue is not known: give --queue-url, or --from-stack-outputs with the outputs of a stack that has a QueueUrl.";
        }

        if (values is { EventWatch: null, TokenFile: not null })
        {
            yield return "--token-file is given but --event-watch is not: the token is EventWatch's, and would be ignored.";
        }

        if (values is { EventWatch: not null, Path: not null })
        {
            yield return "--path is given beside --event-watch, and would be ignored: records go to EventWatch and not to a file. Leave one of the two out.";
        }

        if (values is { EventWatch: not null, TokenFile: null })
        {
            yield return "--event-watch is given but --token-file is not: it must name the file that holds EventWatch's token, which is never written into the configuration.";
        }
    }

    static List<string> Errors(byte[] json)
    {
        try
        {
            ConfiguredPipe.Read("configuration", new ConfigurationBuilder().AddJsonStream(new MemoryStream(json)).Build(), new ComponentCatalog(), new ComponentContext(EmptyServices.Instance, NullLoggerFactory.Instance));
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return [.. invalid.Failures.Where(static failure => !failure.StartsWith("Sinks:events:Token is missing", StringComparison.Ordinal))];
        }
    }

    static async Task<byte[]> ReadAsync(ToolContext tool, string file, CancellationToken cancellationToken)
    {
        if (file != StandardInput)
        {
            return await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        }

        using var text = new MemoryStream();
        await tool.Input.CopyToAsync(text, cancellationToken).ConfigureAwait(false);
        return text.ToArray();
    }
}
