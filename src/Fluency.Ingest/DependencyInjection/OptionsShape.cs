using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Which keys a type of options has and of which kind, taken from the type itself so that it cannot drift from it.</summary>
sealed class OptionsShape
{
    readonly Dictionary<string, Type> _types;
    readonly Dictionary<string, OptionsShape> _nested = new(StringComparer.OrdinalIgnoreCase);

    OptionsShape(IEnumerable<PropertyInfo> properties) =>
        _types = properties.ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Keys => _types.Keys;

    /// <summary>The keys that must be given a shape by <see cref="With{TOptions}"/>.</summary>
    public IEnumerable<string> Unshaped => _types.Where(entry => !ValueKind.IsKnown(entry.Value) && !_nested.ContainsKey(entry.Key)).Select(entry => entry.Key);

    public static OptionsShape Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>() =>
        new(typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance));

    /// <summary>Says that a key holds options of its own.</summary>
    public OptionsShape With<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string key)
    {
        _nested.Add(key, Of<TOptions>());
        return this;
    }

    public Type TypeOf(string key) => _types[key];

    public OptionsShape? NestedOf(string key) => _nested.GetValueOrDefault(key);
}
