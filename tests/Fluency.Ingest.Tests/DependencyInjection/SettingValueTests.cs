using Fluency.Ingest.DependencyInjection;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class SettingValueTests
{
    [Theory]
    [InlineData("SecretAccessKey")]
    [InlineData("AccessKeyId")]
    [InlineData("SessionToken")]
    [InlineData("apitoken")]
    [InlineData("DatabasePassword")]
    [InlineData("ConnectionString")]
    [InlineData("SigningKey")]
    [InlineData("Headers")]
    public void SettingValue_Secret_IsNotShown(string key) => Show(key, "\"hush\"").Should().Be("(not shown)");

    [Theory]
    [InlineData("\"out\"", "'out'")]
    [InlineData("7", "'7'")]
    [InlineData("\"\"", "empty")]
    [InlineData("null", "empty")]
    [InlineData("[1]", "a list")]
    [InlineData("{\"a\":1}", "an object")]
    public void SettingValue_AnyOther_IsShownAsWritten(string value, string shown) => Show("Path", value).Should().Be(shown);

    static string Show(string key, string value) => SettingValue.Show(Configured.Json($$"""{ "{{key}}": {{value}} }""").GetSection(key));
}
