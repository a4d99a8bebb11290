using Fluency.Ingest.Setup;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Setup;

public sealed class DoctorWordsTests
{
    [Theory]
    [InlineData("4.00:00:00", "4 days")]
    [InlineData("1.12:00:00", "1 day 12 hours")]
    [InlineData("01:00:00", "1 hour")]
    [InlineData("00:01:30", "1 minute 30 seconds")]
    [InlineData("00:00:00", "0 seconds")]
    public void Of_ATime_IsAsPeopleSayIt(string time, string words) => DoctorWords.Of(TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).Should().Be(words);
}
