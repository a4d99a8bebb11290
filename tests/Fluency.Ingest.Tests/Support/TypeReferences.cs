using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Finds every type that a type makes use of, in its declarations and in the code of its methods.</summary>
static class TypeReferences
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    /// <summary>The types that <paramref name="type"/> refers to, each taken apart to its arguments and elements.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        foreach (var declared in DeclaredBy(type).Concat(type.GetMembers(Declared).SelectMany(DeclaredBy)))
        {
            Add(declared, found);
        }

        return found;
    }

    static IEnumerable<Type?> DeclaredBy(Type type) =>
        [type.BaseType, .. type.GetInterfaces(), .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType)];

    static IEnumerable<Type?> DeclaredBy(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo @event => [@event.EventHandlerType],
        MethodInfo method => [method.ReturnType, .. UsedBy(method)],
        ConstructorInfo constructor => UsedBy(constructor),
        _ => [],
    };

    static IEnumerable<Type?> UsedBy(MethodBase method)
    {
        var parameters = method.GetParameters().Select(parameter => parameter.ParameterType);
        if (method.GetMethodBody() is not { } body)
        {
            return parameters;
        }

        return parameters
            .Concat(body.LocalVariables.Select(local => local.LocalType))
            .Concat(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType))
            .Concat(TokensOf(body.GetILAsByteArray()!).SelectMany(token => ReferredBy(method, token)));
    }

    static IEnumerable<Type?> ReferredBy(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method is MethodInfo ? method.GetGenericArguments() : [];
        return method.Module.ResolveMember(token, typeArguments, methodArguments) switch
        {
            Type type => [type],
            FieldInfo field => [field.DeclaringType, field.FieldType],
            MethodInfo called => [called.DeclaringType, called.ReturnType, .. called.GetGenericArguments(), .. called.GetParameters().Select(p => p.ParameterType)],
            ConstructorInfo called => [called.DeclaringType, .. called.GetParameters().Select(p => p.ParameterType)],
            _ => [],
        };
    }

    /// <summary>The tokens of types, fields and methods in the code of a method (ECMA-335, III.1.7 and VI.C.2).</summary>
    static IEnumerable<int> TokensOf(byte[] code)
    {
        var at = 0;
        while (at < code.Length)
        {
            // 0xFE begins the codes of two bytes.
            var value = code[at] == 0xFE ? BinaryPrimitives.ReadInt16BigEndian(code.AsSpan(at)) : code[at];
            var opCode = OpCodesByValue[value];
            at += opCode.Size;
            if (opCode.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
            }

            at += OperandBytes(opCode.OperandType, code.AsSpan(at));
        }
    }

    static int OperandBytes(OperandType type, ReadOnlySpan<byte> operand) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };

    static void Add(Type? type, HashSet<Type> found)
    {
        if (type is null || type.IsGenericParameter || !found.Add(type))
        {
            return;
        }

        Add(type.GetElementType(), found);
        Add(type.DeclaringType, found);
        foreach (var argument in type.GetGenericArguments())
        {
            Add(argument, found);
        }
    }
}
