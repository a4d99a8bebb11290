using CsCheck;
using Fluency.Ingest.Routing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Routing;

/// <summary>Random routes against a model that runs one record after the other and copies instead of rolling back.</summary>
public sealed class RecordRouterModelTests
{
    enum Move
    {
        Pass,
        Drop,
        Abort,
        Error,
        Throw,
    }

    // [route][processor][record]: what happens there; a route takes a record whose bit is set.
    sealed record Script(bool MatchAll, int Records, int[] Takes, Move[][][] Moves, bool[][] IsAsync);

    static readonly Gen<Move> GenMove = Gen.Frequency((6, Gen.Const(Move.Pass)), (1, Gen.Const(Move.Drop)), (2, Gen.Const(Move.Abort)), (1, Gen.Const(Move.Error)), (1, Gen.Const(Move.Throw)));

    static readonly Gen<Script> GenScript = Gen.Select(Gen.Bool, Gen.Int[0, 6], Gen.Int[0, 4]).SelectMany((matchAll, records, routes) =>
        Gen.Select(Gen.Int[0, 63].Array[routes], GenMove.Array[6].Array[0, 3].Array[routes], Gen.Bool.Array[3].Array[routes])
            .Select((takes, moves, isAsync) => new Script(matchAll, records, takes, moves, isAsync)));

    [Fact]
    public void RecordRouter_RandomRoutesAndAnswers_AgreesWithTheModel() => GenScript.Sample(script => RunRouter(script, mixed: true).Should().Equal(RunModel(script)));

    [Fact]
    public void RecordRouter_RandomRoutesWithoutAsyncProcessors_AgreesWithTheModel() => GenScript.Sample(script => RunRouter(script, mixed: false).Should().Equal(RunModel(script)));

    static List<string> RunRouter(Script script, bool mixed)
    {
        Route[] routes = [.. script.Takes.Select((takes, route) => SomeRoutes.Of($"r{route}", record => (takes >> (int)record.Index & 1) != 0,
            [.. script.Moves[route].Select((moves, step) => Processor(route, step, moves, mixed && script.IsAsync[route][step]))]))];
        return [.. SomeRoutes.RunAsync(routes, [.. Enumerable.Range(0, script.Records).Select(i => $"{{\"i\":{i}}}")], script.MatchAll).GetAwaiter().GetResult()];
    }

    static object Processor(int route, int step, Move[] moves, bool isAsync)
    {
        ProcessorResult Process(Record record)
        {
            record.Set(System.Text.Encoding.UTF8.GetBytes($"e{route}{step}"), true);
            return moves[record.Index] switch
            {
                Move.Pass => ProcessorResult.Pass,
                Move.Drop => ProcessorResult.Drop,
                Move.Abort => ProcessorResult.Abort,
                Move.Error => ProcessorResult.Error("error"),
                _ => isAsync ? ProcessorResult.Error("thrown") : throw new InvalidOperationException("thrown"),
            };
        }

        return isAsync ? SomeRoutes.Async(Process) : new SomeProcessor(Process);
    }

    static List<string> RunModel(Script script)
    {
        var lines = new List<string>();
        for (var record = 0; record < script.Records; record++)
        {
            var outcome = RecordOutcome.Unrouted;
            for (var route = 0; route < script.Takes.Length; route++)
            {
                if ((script.Takes[route] >> record & 1) == 0)
                {
                    continue;
                }

                var (move, edits) = RunModelRoute(script, record, route);
                if (move == Move.Drop)
                {
                    outcome = outcome == RecordOutcome.Delivered ? outcome : RecordOutcome.Dropped;
                    break;
                }

                if (move != Move.Abort)
                {
                    lines.Add($"{record} to r{route}: {{{edits}\"i\":{record}}}{(move == Move.Pass ? "" : $" [{Reason(move)}]")}");
                    outcome = RecordOutcome.Delivered;
                    if (!script.MatchAll)
                    {
                        break;
                    }
                }
            }

            lines.Add($"{record} {outcome}");
        }

        return lines;
    }

    static (Move Move, string Edits) RunModelRoute(Script script, int record, int route)
    {
        var edits = "";
        foreach (var (step, moves) in script.Moves[route].Index())
        {
            var move = moves[record];
            if (move != Move.Pass)
            {
                return (move, move is Move.Error or Move.Throw && edits.Length > 0 ? edits + $"\"@error\":\"{Reason(move)}\"," : edits);
            }

            edits += $"\"e{route}{step}\":true,";
        }

        return (Move.Pass, edits);
    }

    static string Reason(Move move) => move == Move.Error ? "error" : "thrown";
}
