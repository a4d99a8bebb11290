using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>The keys beside the <c>Type</c> of every sink.</summary>
public sealed class OutageConfigurationTests
{
    const string Kept = "\"Quarantine\": \"kept\"";

    [Fact]
    public void Outage_OfASink_IsReadBesideItsOwnOptions()
    {
        var sink = Configured.Read(With("""{ "Type": "File", "Path": "x", "OnOutage": "quarantine", "OutageAfter": "00:05:00" }""", Kept)).Sinks["events"];

        sink.Options.Should().BeEquivalentTo(new { OnOutage = OnOutage.Quarantine, OutageAfter = TimeSpan.FromMinutes(5) });
        Configured.Errors(With("""{ "Type": "File", "Path": "x", "OnOutage": "Quarantine" }""", Kept)).Should().BeEmpty();
    }

    [Fact]
    public void Outage_NothingSaid_Blocks() =>
        Configured.Read(Configured.With()).Sinks["events"].Options.Should().BeEquivalentTo(new { OnOutage = OnOutage.Block, OutageAfter = TimeSpan.FromMinutes(10) });

    [Theory]
    [InlineData("\"OnOutage\": \"Drop\"", "Sinks:events:OnOutage is 'Drop' but must be one of Block, Quarantine")]
    [InlineData("\"OnOutage\": 1", "Sinks:events:OnOutage is '1' but must be one of Block, Quarantine")]
    [InlineData("\"OutageAfter\": \"soon\"", "Sinks:events:OutageAfter is 'soon' but must be a time")]
    [InlineData("\"OutageAfter\": \"13:00:00\"", "Sinks:events:OutageAfter is '13:00:00' but must be between 00:00:00 and 12:00:00")]
    [InlineData("\"OnOutge\": \"Block\"", "Sinks:events:OnOutge is no known key and would be ignored. Did you mean 'OnOutage'?")]
    public void Outage_Wrong_SaysWhatIsAllowed(string setting, string expected) =>
        Configured.Errors(With($$"""{ "Type": "Null", {{setting}} }""", Kept)).Should().ContainSingle().Which.Should().StartWith(expected);

    [Fact]
    public void Outage_QuarantineWithoutOne_SaysSo() =>
        Configured.Errors(With("""{ "Type": "Null", "OnOutage": "Quarantine" }""", "")).Should().ContainSingle().Which.Should().Contain("'events' has OnOutage: Quarantine").And.Contain("no quarantine");

    [Fact]
    public void Outage_OfTheQuarantineItself_SaysSo() =>
        Configured.Errors(With("""{ "Type": "Null", "OnOutage": "Quarantine" }""", "\"Quarantine\": \"events\"")).Should().ContainSingle().Which.Should().StartWith("Quarantine is 'events' but");

    [Fact]
    public void Sink_WithAnOptionOfThatName_IsRefusedWhenItIsRegistered()
    {
        var register = () => new ServiceCollection().AddFluencyIngest(ingest => ingest.AddSink<NullSink, Colliding>("Mine", static (_, _) => { }));

        register.Should().Throw<ArgumentException>().WithMessage("*'Mine'*OnOutage*Rename the property*");
    }

    static string With(string sink, string more) => Configured.With(sinks: $$"""{ "events": {{sink}}, "kept": { "Type": "Null" } }""", more: more);

    sealed class Colliding
    {
        public string OnOutage { get; set; } = "";
    }
}
