namespace Fluency.Ingest.Sinks;

/// <summary>One reason to receive nothing, which holds or does not. Its owner guards it.</summary>
sealed class IntakeHold(Intake intake)
{
    bool _isHeld;

    public void Set(bool isHeld)
    {
        if (isHeld == _isHeld)
        {
            return;
        }

        _isHeld = isHeld;
        if (isHeld)
        {
            intake.Close();
        }
        else
        {
            intake.Open();
        }
    }
}
