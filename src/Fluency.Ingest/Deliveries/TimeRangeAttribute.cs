using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Fluency.Ingest.Deliveries;

/// <summary>Bounds of an option that is a time. The framework's RangeAttribute would need reflection for it, which trimming forbids.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class TimeRangeAttribute(string minimum, string maximum) : ValidationAttribute
{
    public string Minimum => minimum;

    public string Maximum => maximum;

    public override bool IsValid(object? value) =>
        value is not TimeSpan time
        || (time >= TimeSpan.Parse(minimum, CultureInfo.InvariantCulture) && time <= TimeSpan.Parse(maximum, CultureInfo.InvariantCulture));

    public override string FormatErrorMessage(string name) => $"{name} must be between {minimum} and {maximum} (hh:mm:ss).";
}
