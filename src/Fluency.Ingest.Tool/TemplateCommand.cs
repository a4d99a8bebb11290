using System.CommandLine;
using Fluency.Ingest.Setup;

namespace Fluency.Ingest.Tool;

/// <summary><c>template</c>: prints a set-up template or policy.</summary>
static class TemplateCommand
{
    const string List = "list";
    const string FullSuffix = "-full";
    const string GovCloud = "aws-us-gov";

    public static Command Describe(ToolContext tool)
    {
        var name = new Argument<string>("NAME") { Description = $"'{List}', or one of: {string.Join(", ", SetupTemplates.All.Select(static template => template.Name))}." };
        var partition = new Option<string?>("--partition") { Description = "The partition of a policy's ARNs (default: that of --queue-arn, or else aws). CloudFormation templates find it by themselves.", HelpName = "aws|aws-us-gov|aws-cn" }.WithValue();
        partition.AcceptOnlyFromAmong("aws", GovCloud, "aws-cn");
        var queueArn = new Option<string?>(TemplateOptions.QueueArn) { Description = "The queue, for a policy.", HelpName = "ARN" }.WithValue();
        var bucket = new Option<string?>(TemplateOptions.Bucket) { Description = "The bucket's name, for a policy; in a CloudFormation template the default of its parameter BucketName.", HelpName = "NAME" }.WithValue();
        var trail = new Option<string?>(TemplateOptions.Trail) { Description = "The trail's name, for key-policy; the default of TrailName in a template that makes a trail.", HelpName = "NAME" }.WithValue();
        var key = new Option<string?>(TemplateOptions.KmsKeyArn) { Description = "The KMS key, for iam-policy --full; in a CloudFormation template the default of KmsKeyArn.", HelpName = "ARN" }.WithValue();
        var full = new Option<bool>("--full") { Description = "All rights that can be used (iam-policy only); standard error says what each one enables." };
        var output = new Option<string?>("--output") { Description = "Write to a file in place of standard output. Folders above it are made.", HelpName = "FILE" }.WithValue();
        var force = new Option<bool>("--force") { Description = "Overwrite the file if it exists." };
        var command = new ExampleCommand(
            "template",
            "Prints a template for CloudFormation, or a policy, that sets up trail, bucket, queue and rights.",
            "fluency-ingest template list",
            "fluency-ingest template cloudtrail --output cloudtrail.yaml",
            "fluency-ingest template iam-policy --queue-arn arn:aws:sqs:us-east-1:111122223333:trail --bucket my-trail-logs")
        {
            name, partition, queueArn, bucket, trail, key, full, output, force,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            tool,
            parsed.GetRequiredValue(name),
            parsed.GetValue(full),
            new SetupTemplateValues
            {
                Partition = parsed.GetValue(partition),
                QueueArn = parsed.GetValue(queueArn),
                BucketName = parsed.GetValue(bucket),
                TrailName = parsed.GetValue(trail),
                KmsKeyArn = parsed.GetValue(key),
            },
            parsed.GetValue(output) is { } file ? new TemplateOutput(file, parsed.GetValue(force)) : null,
            cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(ToolContext tool, string name, bool isFull, SetupTemplateValues values, TemplateOutput? output, CancellationToken cancellationToken)
    {
        if (name.Equals(List, StringComparison.OrdinalIgnoreCase))
        {
            return await WriteAsync(tool, Names(), output, cancellationToken).ConfigureAwait(false);
        }

        if (Problem(name, isFull, values) is { } problem)
        {
            tool.WriteErrors([problem]);
            return ExitCode.Usage;
        }

        var template = SetupTemplates.Find(isFull ? name + FullSuffix : name)!;
        if (TemplateOptions.Errors(template, values).ToList() is { Count: > 0 } errors)
        {
            tool.WriteErrors(errors);
            return ExitCode.Usage;
        }

        string text;
        try
        {
            text = template.Fill(values);
        }
        catch (ArgumentException wrong)
        {
            tool.WriteErrors(wrong.Message.Split('\n'));
            return ExitCode.Usage;
        }

        var result = await WriteAsync(tool, text, output, cancellationToken).ConfigureAwait(false);
        if (result == ExitCode.Done)
        {
            Explain(tool, template, text);
        }

        return result;
    }

    static string? Problem(string name, bool isFull, SetupTemplateValues values)
    {
        if (SetupTemplates.Find(name) is not { } template)
        {
            return $"NAME is '{name}' but must be {List} or one of: {string.Join(", ", SetupTemplates.All.Select(static known => known.Name))}.";
        }

        return isFull && SetupTemplates.Find(name + FullSuffix) is null ? $"--full is for iam-policy alone, not for {template.Name}."
            : template.Name == "cloudtrail-govcloud" && values.Partition is not (null or GovCloud) ? $"--partition is {values.Partition} but {template.Name} is for {GovCloud} alone. Take cloudtrail."
            : null;
    }

    static string Names()
    {
        var width = SetupTemplates.All.Max(static template => template.Name.Length) + 2;
        return string.Concat(SetupTemplates.All.Select(template => $"{template.Name.PadRight(width)}{template.Summary}\n"));
    }

    // People read this, programs read the text: policies have no comments.
    static void Explain(ToolContext tool, SetupTemplate template, string text)
    {
        foreach (var note in template.Notes)
        {
            tool.Error.WriteLine(note);
        }

        if (template.FileName.EndsWith(".json", StringComparison.Ordinal) && TemplatePlaceholders.In(text) is { Count: > 0 } left)
        {
            tool.Error.WriteLine($"Put your own in place of {string.Join(", ", left)}, or give {TemplateOptions.For(left)}.");
        }
    }

    static async Task<int> WriteAsync(ToolContext tool, string text, TemplateOutput? output, CancellationToken cancellationToken)
    {
        if (output is null)
        {
            await tool.Output.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            await tool.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        }

        if (await output.WriteAsync(text, cancellationToken).ConfigureAwait(false) is { } error)
        {
            tool.WriteErrors([error]);
            return ExitCode.Usage;
        }

        return ExitCode.Done;
    }
}
