using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Olympian.Build.Tests.Packages;

/// <summary>Writes types and members as the listings of the published packages do.</summary>
internal static class Signatures
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Type type)
    {
        if (type.IsEnum)
        {
            return $"enum {FullNameOf(type)}";
        }

        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parent = type.BaseType is null || type.BaseType == typeof(object) ? string.Empty : $" : {NameOf(type.BaseType)}";
        return $"{kind} {FullNameOf(type)}{parent} [{string.Join(",", type.GetInterfaces().Select(NameOf))}]";
    }

    public static IEnumerable<string> OfMembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return [string.Join(", ", Enum.GetNames(type))];
        }

        return type.GetMembers(Declared).Select(Of).OfType<string>();
    }

    private static string? Of(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) =>
            $"{Protected(constructor)}ctor({ParametersOf(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) => Of(method),
        PropertyInfo property when property.GetAccessors().Length > 0 => Of(property),
        FieldInfo { IsPublic: true, IsSpecialName: false } field => $"field {NameOf(field.FieldType)} {field.Name}",
        _ => null,
    };

    private static string Of(MethodInfo method)
    {
        var modifier = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
            { IsVirtual: true } => "virtual ",
            _ => string.Empty,
        };
        var generics = method.IsGenericMethod ? $"<{string.Join(",", method.GetGenericArguments().Select(NameOf))}>" : string.Empty;
        return $"{Protected(method)}{modifier}{NameOf(method.ReturnType)} {method.Name}{generics}({ParametersOf(method)})";
    }

    private static string Of(PropertyInfo property)
    {
        var get = property.GetMethod is { IsPublic: true } ? "get; " : string.Empty;
        var set = property.SetMethod is { IsPublic: true } ? "set; " : string.Empty;
        return $"{NameOf(property.PropertyType)} {property.Name} {{ {get}{set}}}";
    }

    private static string ParametersOf(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", method.GetParameters().Select(parameter =>
        {
            var prefix = isExtension && parameter.Position == 0 ? "this " : string.Empty;
            prefix += parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : string.Empty;
            var value = parameter.HasDefaultValue
                ? "=" + (Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "null")
                : string.Empty;
            return $"{prefix}{NameOf(parameter.ParameterType)} {parameter.Name}{value}";
        }));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Protected(MethodBase method) => method.IsPublic ? string.Empty : "protected ";

    private static string FullNameOf(Type type) => type.Namespace + "." + NameOf(type);

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return NameOf(value) + "?";
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericType)
        {
            return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(",", type.GetGenericArguments().Select(NameOf))}>";
        }

        return type switch
        {
            _ when type == typeof(void) => "void",
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(int) => "int",
            _ when type == typeof(object) => "object",
            _ => type.Name,
        };
    }
}
