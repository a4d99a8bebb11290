using System.ComponentModel.DataAnnotations;

namespace Fluency.Ingest;

/// <summary>The least that an option may be which has no upper bound. The framework's RangeAttribute would name the largest number there is, rounded.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class AtLeastAttribute(long minimum) : ValidationAttribute
{
    public long Minimum => minimum;

    public override bool IsValid(object? value) => value is not long number || number >= minimum;

    public override string FormatErrorMessage(string name) => $"{name} must be at least {minimum}.";
}
