using System.ComponentModel.DataAnnotations;
using Fluency.Ingest.DependencyInjection;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>Attributes on the options of a user's sink or source, which no generated validator knows.</summary>
public sealed class AnnotatedOptionsTests
{
    [Theory]
    [InlineData("""{ "Type": "Mine", "Path": "a", "Count": 3 }""")]
    [InlineData("""{ "Type": "Mine", "Count": 3 }""", "Sinks:events:Path is missing, but is required.")]
    [InlineData("""{ "Type": "Mine", "Path": "", "Count": 3 }""", "Sinks:events:Path is missing, but is required.")]
    [InlineData("""{ "Type": "Mine", "Path": "a", "Count": 11 }""", "Sinks:events:Count is '11' but must be between 1 and 10.")]
    [InlineData("""{ "Type": "Mine", "Count": 11, "Short": "toolong" }""", "Sinks:events:Path is missing, but is required.", "Sinks:events:Count is '11' but must be between 1 and 10.", "Short: not so long")]
    public void Sink_AttributesForbidItsOptions_AreErrorsOfTheConfiguration(string sink, params string[] expected)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFluencyIngest(Configured.Json(Configured.With(sinks: $$"""{ "events": {{sink}} }""")), static ingest => ingest.AddSink<AnySink, AnyOptions>("Mine"));
        using var host = builder.Build();

        var build = () => host.Services.GetRequiredService<IngestPipes>();

        var errors = expected.Length == 0 ? Built(build) : build.Should().Throw<OptionsValidationException>().Which.Failures;
        errors.Should().HaveCount(expected.Length);
        Assert.All(expected, part => errors.Should().Contain(error => error.Contains(part, StringComparison.Ordinal)));
    }

    static IEnumerable<string> Built(Func<IngestPipes> build)
    {
        build().Should().ContainSingle();
        return [];
    }

    sealed class AnyOptions
    {
        [Required]
        public string Path { get; set; } = "";

        [Range(1, 10)]
        public int Count { get; set; }

        [StringLength(3, ErrorMessage = "not so long")]
        public string Short { get; set; } = "";
    }

    sealed class AnySink(AnyOptions options) : ISink
    {
        public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException(options.Path);
    }
}
