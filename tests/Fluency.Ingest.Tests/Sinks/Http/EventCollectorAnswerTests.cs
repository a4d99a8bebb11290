using System.Text;
using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class EventCollectorAnswerTests
{
    [Theory]
    [InlineData("""{"text":"Success","code":0}""", 0, null, null)]
    [InlineData("""{"text":"Success","code":0,"ackId":7}""", 0, null, 7L)]
    [InlineData("""{"ackId":9007199254740993,"code":0}""", 0, null, 9007199254740993L)]
    [InlineData("""{"text":"Invalid data format","code":6,"invalid-event-number":2}""", 6, 2, null)]
    [InlineData("""{"text":{"a":[1]},"more":[{}],"code":9}""", 9, null, null)]
    [InlineData("""{"code":"6","invalid-event-number":-1,"ackId":1.5}""", null, null, null)]
    public void Read_Json_TakesWhatIsThere(string json, int? code, int? invalid, long? ackId) =>
        EventCollectorAnswer.Read(Encoding.UTF8.GetBytes(json)).Should().Be(new EventCollectorAnswer(true, code, invalid, ackId));

    [Theory]
    [InlineData("")]
    [InlineData("<html>busy</html>")]
    [InlineData("[0]")]
    [InlineData("""{"code":0""")]
    [InlineData("""{"code":""")]
    public void Read_NoJsonObject_TakesNothing(string body) => EventCollectorAnswer.Read(Encoding.UTF8.GetBytes(body)).Should().Be(default(EventCollectorAnswer));

    [Theory]
    [InlineData("""{"acks":{"7":true}}""", true)]
    [InlineData("""{"x":{"7":true},"acks":{"6":true,"7":false}}""", false)]
    [InlineData("""{"acks":{"77":true}}""", false)]
    [InlineData("""{"acks":{"7":"true"}}""", false)]
    [InlineData("""{"acks":[true]}""", null)]
    [InlineData("""{"text":"ACK is disabled","code":14}""", null)]
    [InlineData("""{"acks":{"7":true""", null)]
    [InlineData("", null)]
    public void ReadAcknowledged_Answer_IsTrueOnlyForTheNumberAsked(string json, bool? expected) =>
        EventCollectorAnswer.ReadAcknowledged(Encoding.UTF8.GetBytes(json), "7"u8).Should().Be(expected);
}
