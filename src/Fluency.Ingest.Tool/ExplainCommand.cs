using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Tool;

/// <summary><c>explain</c>: says what a message's body means.</summary>
static class ExplainCommand
{
    const string StandardInput = "-";

    public static Command Describe(ToolContext tool)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The file that holds the body. Without it, or with -, standard input is read.",
            DefaultValueFactory = _ => StandardInput,
        };
        var command = new ExampleCommand(
            "explain",
            "Says what the body of a queue message means, from a file or standard input: which objects it tells of, and what would become of it. Prints one JSON object.",
            "aws sqs receive-message --queue-url URL --query 'Messages[0].Body' --output text | fluency-ingest explain",
            "fluency-ingest explain body.json")
        {
            file,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(tool, parsed.GetRequiredValue(file), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(ToolContext tool, string file, CancellationToken cancellationToken)
    {
        byte[] body;
        try
        {
            body = file == StandardInput
                ? await ReadAsync(tool.Input, cancellationToken).ConfigureAwait(false)
                : await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            tool.WriteErrors([Problem(file, exception)]);
            return ExitCode.Usage;
        }

        var notification = new NotificationParser().Parse(body);
        await tool.Output.WriteLineAsync(Explain(notification)).ConfigureAwait(false);
        await tool.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (notification.Kind == NotificationKind.Unknown && WrappedBody.Hint(body) is { } hint)
        {
            tool.WriteWarnings([hint]);
        }

        return ExitCode.Done;
    }

    static string Problem(string file, Exception exception) => exception switch
    {
        _ when file == StandardInput => $"Standard input could not be read: {exception.Message}",
        _ when Directory.Exists(file) => $"FILE is '{file}', a folder, but must be a file that holds one message's body, or - for standard input.",
        FileNotFoundException or DirectoryNotFoundException or ArgumentException => $"FILE is '{file}' but must be a file that exists, or - for standard input.",
        UnauthorizedAccessException => $"FILE is '{file}', which this user may not read.",
        _ => $"FILE is '{file}', which could not be read: {exception.Message}",
    };

    static string Explain(Notification notification)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            notification.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
    }

    static async Task<byte[]> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await input.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        return body.ToArray();
    }
}
