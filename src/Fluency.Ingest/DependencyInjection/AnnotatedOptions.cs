using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>What the attributes of options forbid (<c>[Required]</c>, <c>[Range]</c>): those of users have no generated validator.</summary>
static class AnnotatedOptions
{
    /// <summary>The errors, in the form of generated validators: "Path: The field FolderOptions.Path ...".</summary>
    public static IEnumerable<string> Errors<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(TOptions options)
        where TOptions : class
    {
        foreach (var property in typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.GetIndexParameters().Length == 0 && property.CanRead))
        {
            var context = new ValidationContext(options, $"{typeof(TOptions).Name}.{property.Name}", serviceProvider: null, items: null) { MemberName = property.Name };
            foreach (var attribute in property.GetCustomAttributes<ValidationAttribute>())
            {
                if (attribute.GetValidationResult(property.GetValue(options), context) is { } error)
                {
                    yield return attribute is RequiredAttribute { ErrorMessage: null, ErrorMessageResourceName: null } ? $"{property.Name} is missing, but is required." : $"{property.Name}: {error.ErrorMessage}";
                }
            }
        }
    }
}
