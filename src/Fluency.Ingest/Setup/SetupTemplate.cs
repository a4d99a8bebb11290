namespace Fluency.Ingest.Setup;

/// <summary>A template or policy that sets up what a source reads. See <see cref="SetupTemplates"/>.</summary>
public sealed class SetupTemplate
{
    internal SetupTemplate(string fileName, string summary, params IReadOnlyList<string> notes)
    {
        FileName = fileName;
        Summary = summary;
        Notes = notes;
    }

    /// <summary>What it is called, such as <c>cloudtrail</c>.</summary>
    public string Name => Path.GetFileNameWithoutExtension(FileName);

    /// <summary>What it is called as a file: <c>.yaml</c> for CloudFormation, <c>.json</c> for a policy.</summary>
    public string FileName { get; }

    /// <summary>What it is for, in one sentence.</summary>
    public string Summary { get; }

    /// <summary>What is to be known of its parts and cannot stand in it, since policies have no comments.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The text. That of a CloudFormation template is right in every partition that it is for; that of a policy has <see cref="Placeholders"/>.</summary>
    public string Text => field ??= ReadResource(FileName);

    /// <summary>The words in <see cref="Text"/> that stand for a user's own names, such as <c>BUCKET</c>; in a CloudFormation template, which has parameters, only in its comments.</summary>
    public IReadOnlyList<string> Placeholders => field ??= TemplatePlaceholders.In(Text);

    /// <summary>The parameters of a CloudFormation template that <see cref="Fill"/> gives defaults to.</summary>
    internal IReadOnlyList<string> Parameters => field ??= TemplateParameters.In(Text);

    /// <summary>The text with a user's own names in place of placeholders, and in a CloudFormation template as defaults of its parameters. Those whose names are not given stay.</summary>
    /// <param name="values">The names.</param>
    /// <returns>The text, still valid YAML or JSON.</returns>
    /// <exception cref="ArgumentException">A value is of no known form, or disagrees with another one; all errors are named, each on its line.</exception>
    public string Fill(SetupTemplateValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var errors = values.Errors().ToList();
        return errors.Count == 0 ? TemplateParameters.Fill(TemplatePlaceholders.Fill(Text, values), values) : throw new ArgumentException(string.Join('\n', errors));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    static string ReadResource(string fileName)
    {
        using var stream = typeof(SetupTemplate).Assembly.GetManifestResourceStream("Fluency.Ingest.Setup.Templates." + fileName)
            ?? throw new InvalidOperationException($"The resource {fileName} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
