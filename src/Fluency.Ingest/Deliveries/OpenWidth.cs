namespace Fluency.Ingest.Deliveries;

/// <summary>How many objects may be open at once: finds the least that keeps the slowest part (processor, network, store) busy.</summary>
/// <remarks>
/// <para>At 100 ms a request, 32 at once bring 320 objects a second, whatever the processor could do; and no fixed number suits both that and a store that answers at once.
/// So it measures in pairs: a number, and a larger one. By Little's law the throughput is the number divided by the time that an object takes, of which the median is used,
/// since a few large objects among many small ones say little. If the larger number brought a good part of what it would if nothing else were the limit, it is the next
/// number to beat; else the next pair begins lower. It thereby swings around the point where more at once only take longer. Why not by adding one at a time: docs/decisions/0006.</para>
/// <para>Only objects that were opened and closed under the same number count, and only while somebody had to wait for it. Not thread-safe.</para>
/// </remarks>
/// <param name="max">The most; also where it begins and its least, if it is lower than those.</param>
sealed class OpenWidth(int max)
{
    // Enough to hide the 5 to 10 ms of a store near by, and harmless where there is nothing to hide.
    const int First = 32;
    const int Least = 16;

    // 128: the median of that many request times is known to some 6 %, and a pair has to tell 0 % from 25 %.
    const int FewestSamples = 128;

    // Doubling until it no longer helps, from then on in smaller steps.
    const double FirstStep = 2;
    const double Step = 1.25;
    const double StepBack = 0.8;

    // Of what the larger number would bring if nothing else were the limit. Lower than a half, since a little too many cost less than too few.
    const double GoodPart = 0.25;

    readonly List<double> _seconds = [];
    double _step = FirstStep;
    (int Width, double Throughput)? _smaller;
    bool _isWanted;

    /// <summary>The number.</summary>
    public int Value { get; private set; } = Math.Min(max, First);

    /// <summary>Counts how often the number changed, to be kept with each object that is opened under it.</summary>
    public int Epoch { get; private set; }

    /// <summary>Says that somebody has to wait for another to close.</summary>
    public void Wanted() => _isWanted = true;

    /// <summary>Learns from an object that was read.</summary>
    /// <param name="epoch">The <see cref="Epoch"/> that it was opened in.</param>
    /// <param name="seconds">How long it was open.</param>
    public void Learn(int epoch, double seconds)
    {
        if (epoch != Epoch || seconds <= 0)
        {
            return;
        }

        _seconds.Add(seconds);
        if (_seconds.Count < Math.Max(FewestSamples, Value))
        {
            return;
        }

        if (_isWanted)
        {
            Compare(Value / Median());
        }
        else
        {
            _seconds.Clear();
        }
    }

    /// <summary>Says that the store asked for fewer requests.</summary>
    public void SlowDown(int epoch)
    {
        // Of many at once it is heard once.
        if (epoch == Epoch)
        {
            GoDown(Value / 2);
        }
    }

    void Compare(double throughput)
    {
        var gain = _smaller is { } smaller ? ((throughput / smaller.Throughput) - 1) / (((double)Value / smaller.Width) - 1) : 1;
        if (gain <= GoodPart)
        {
            GoDown((int)Math.Round(_smaller!.Value.Width * StepBack));
        }
        else if (Value == max)
        {
            // As many as may be, and they helped: a smaller number is tried now and then, since the store may have become quicker.
            GoDown((int)Math.Round(Value * StepBack));
        }
        else
        {
            _smaller = (Value, throughput);
            Become((int)Math.Ceiling(Value * _step));
        }
    }

    void GoDown(int width)
    {
        _step = Step;
        _smaller = null;
        Become(width);
    }

    void Become(int width)
    {
        Value = Math.Min(max, Math.Max(width, Least));
        Epoch++;
        _seconds.Clear();
        _isWanted = false;
    }

    double Median()
    {
        _seconds.Sort();
        return _seconds[_seconds.Count / 2];
    }
}
