using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class OptionsShapeTests
{
    [Fact]
    public void OptionsShape_OptionsOfPipe_GivesEveryNestedTypeItsKeys() => KnownComponents.PipeShape.Unshaped.Should().BeEmpty();

    [Fact]
    public void OptionsShape_OptionsOfComponents_AreValuesAndLists()
    {
        OptionsShape.Of<S3NotificationOptions>().Unshaped.Should().BeEmpty();
        OptionsShape.Of<FileSourceOptions>().Unshaped.Should().BeEmpty();
        OptionsShape.Of<FileSinkOptions>().Unshaped.Should().BeEmpty();
        OptionsShape.Of<HttpEventCollectorOptions>().Unshaped.Should().BeEmpty();
        OptionsShape.Of<EventWatchOptions>().Unshaped.Should().BeEmpty();
        OptionsShape.Of<WebhookOptions>().Unshaped.Should().BeEmpty();
    }

    [Fact]
    public void ComponentCatalog_KeysOfOptions_DoNotCollideWithTheKeysBesideThem()
    {
        var catalog = new ComponentCatalog();

        catalog.Sources.Values.SelectMany(type => type.Keys).Should().NotIntersectWith(ConfigurationKeys.OfSource);
        catalog.Sinks.Values.SelectMany(type => type.Keys).Should().NotIntersectWith(ConfigurationKeys.OfSink);
    }
}
