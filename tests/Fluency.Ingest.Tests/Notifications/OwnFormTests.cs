using System.Text.Json;
using CsCheck;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class OwnFormTests
{
    [Fact]
    public void OwnForm_ItsBody_TellsItsObject()
    {
        var notification = Parse(new StoreForm(), """{"store":"logs","file":"a+b%2B.gz"}""");

        notification.Kind.Should().Be(NotificationKind.Own);
        notification.Problem.Should().BeNull();
        notification.Objects.Select(static o => o.Uri).Should().Equal("s3://logs/a+b%2B.gz");
    }

    [Fact]
    public void OwnForm_InKnownEnvelopes_IsAskedForWhatIsInThem() =>
        Parse(new StoreForm(), Bodies.InSqsForward(Bodies.InSns("""{"store":"logs","file":"a"}"""))).Objects.Should().ContainSingle();

    [Fact]
    public void OwnForm_OtherBodies_AreReadAsWithoutIt()
    {
        foreach (var body in Bodies.All)
        {
            Parse(new StoreForm(), body).Should().BeEquivalentTo(new NotificationParser().Parse(body));
        }
    }

    [Fact]
    public void OwnForm_IsAskedBeforeTheKnownOnes() =>
        Parse(new ScriptedForm(static (_, objects) => Told(objects)), Bodies.S3Event).Objects.Select(static o => o.Uri).Should().Equal("s3://own/key");

    [Fact]
    public void OwnForm_Throws_IsAProblemAndTheKnownFormsAreAskedAllTheSame()
    {
        var notification = Parse(new ScriptedForm(static (body, _) => body.GetProperty("none").GetBoolean()), Bodies.CloudTrailSns);

        notification.Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);
        notification.Problem.Reason.Should().Contain(nameof(ScriptedForm)).And.Contain(nameof(KeyNotFoundException));
        notification.Kind.Should().Be(NotificationKind.CloudTrailSns);
        notification.Objects.Should().HaveCount(2);
    }

    [Fact]
    public void OwnForm_ThrowsAfterItHasTold_KeepsWhatItTold()
    {
        var notification = Parse(new ScriptedForm(static (_, objects) => Told(objects) ? throw new FormatException("cut") : true), Bodies.CloudTrailSns);

        notification.Objects.Select(static o => o.Uri).Should().Equal("s3://own/key");
        notification.Problem!.Reason.Should().Contain("cut");
    }

    [Fact]
    public void OwnForm_TakesTheBodyAndTellsOfNothing_IsAProblem() =>
        Parse(new ScriptedForm(static (_, _) => true), "{}").Problem!.Reason.Should().Contain("told of nothing");

    [Fact]
    public void OwnForm_IgnoresAnEntry_IsUnderstood()
    {
        var notification = Parse(new ScriptedForm(static (_, objects) =>
        {
            objects.Ignore("deleted", "k");
            return true;
        }), "{}");

        notification.Problem.Should().BeNull();
        notification.Ignored.Should().Equal(new IgnoredEntry("deleted", "k"));
    }

    [Theory]
    [InlineData(null, "k")]
    [InlineData("", "k")]
    [InlineData("b", null)]
    [InlineData("b", "")]
    public void OwnForm_NoUsableBucketOrKey_IsAProblemBesideTheOthers(string? bucket, string? key)
    {
        var notification = Parse(new ScriptedForm((_, objects) =>
        {
            objects.Add(bucket, key);
            return Told(objects);
        }), "{}");

        notification.Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);
        notification.Objects.Select(static o => o.Uri).Should().Equal("s3://own/key");
    }

    [Fact]
    public void OwnForm_KeyWithHalfOfASurrogatePair_IsAProblem() => Parse(new ScriptedForm(static (_, objects) =>
    {
        objects.Add("b", "half \ud800");
        return true;
    }), "{}").Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);

    [Fact]
    public void OwnForm_TellsOfMoreThanTheLimit_IsTooLarge()
    {
        var form = new ScriptedForm(static (_, objects) => Enumerable.Range(0, 11).All(_ => Told(objects)));

        var notification = new NotificationParser(10, [form]).Parse("{}");

        notification.Problem!.Cause.Should().Be(FailureCause.TooLarge);
        notification.Objects.Should().BeEmpty();
    }

    [Fact]
    public void OwnForm_UnwrapsItselfForEver_IsStopped()
    {
        var notification = Parse(new ScriptedForm(static (_, objects) =>
        {
            objects.Unwrap("{}");
            return true;
        }), "{}");

        notification.Problem!.Reason.Should().Contain("more than 4 envelopes");
    }

    [Fact]
    public void OwnForm_Unwraps_ReadsTheInnerBody()
    {
        var notification = Parse(new ScriptedForm(static (body, objects) =>
        {
            if (body.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            objects.Unwrap(body[0].GetString()!);
            return true;
        }), JsonSerializer.Serialize(new[] { Bodies.Replay }));

        notification.Wrapped.Should().Equal(NotificationEnvelope.Own);
        notification.Objects.Should().ContainSingle();
    }

    [Fact]
    public void Objects_KeptBeyondTheCall_CannotBeToldAnyMore()
    {
        NotificationObjects? kept = null;
        var notification = Parse(new ScriptedForm((_, objects) => Told(kept = objects)), "{}");

        var tell = () => kept!.Add("b", "k");

        tell.Should().Throw<InvalidOperationException>();
        notification.Objects.Should().ContainSingle();
    }

    [Fact]
    public void OwnForm_WhateverItDoes_NeverThrowsNorIsSilent() =>
        Gen.Select(Gen.Int[0, 5].Array[0, 8], Gen.Bool, Gen.Int[0, Bodies.All.Count - 1].Select(static at => Bodies.All[at])).Sample(static (acts, takes, body) =>
        {
            var form = new ScriptedForm((_, objects) => Array.TrueForAll(acts, act => Act(act, objects)) && takes);
            var notification = Parse(form, body);
            var without = new NotificationParser().Parse(body);
            return notification.Problem is not null || notification.Objects.Count + notification.Ignored.Count > 0 || notification.Kind == without.Kind;
        });

    static bool Act(int act, NotificationObjects objects)
    {
        switch (act)
        {
            case 0: objects.Add("b", "k"); break;
            case 1: objects.Add(null, "\ud800"); break;
            case 2: objects.Ignore("x"); break;
            case 3: objects.Invalid("x"); break;
            case 4: objects.Unwrap("hello"); break;
            default: throw new InvalidDataException("as if");
        }

        return true;
    }

    static bool Told(NotificationObjects objects)
    {
        objects.Add("own", "key");
        return true;
    }

    static Notification Parse(INotificationForm form, string body) => new NotificationParser(ownForms: [form]).Parse(body);
}
