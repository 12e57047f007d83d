using System.Text;

namespace Olympian.Docker.Tests.Dockerfiles;

/// <summary>
/// Makes Dockerfiles that BuildKit takes, and that say in many ways which images they stand on. What looks like an instruction and is
/// none names an image that does not exist.
/// </summary>
internal sealed class DockerfileGenerator(Random random)
{
    private readonly Dictionary<string, string?> arguments = [];
    private readonly List<string> globals = [];
    private char escape;
    private int variables;

    public DockerfileCase Next()
    {
        arguments.Clear();
        globals.Clear();
        escape = random.Next(6) == 0 ? '`' : '\\';

        var stages = new List<string?>();
        var text = new StringBuilder();
        for (var last = random.Next(1, 6); stages.Count <= last;)
        {
            var name = random.Next(4) == 0 ? null : $"s{stages.Count}";
            var named = name is null ? "" : $" {Case("AS")} {Case(name)}";
            text.Append(Continued($"{Case("FROM")} {Platform()}{Base(stages)}{named}")).Append('\n');
            for (var i = random.Next(4); i > 0; i--)
            {
                text.Append(random.Next(6) == 0 ? Noise() + "\n" : "").Append(Instruction(stages)).Append('\n');
            }

            stages.Add(name);
        }

        var head = new[] { escape == '`' ? Pick("# escape=`", "#Escape = `") : Pick("", "# any comment", "# escape=\\") }
            .Concat(globals.SelectMany(argument => random.Next(5) == 0 ? [Noise(), argument] : new[] { argument }))
            .Where(line => line.Length > 0);
        var lines = string.Concat(head.Select(line => line + "\n")) + text;
        return new(random.Next(5) == 0 ? lines.Replace("\n", "\r\n", StringComparison.Ordinal) : lines)
        {
            Arguments = new Dictionary<string, string?>(arguments),
        };
    }

    private string Platform() => random.Next(6) == 0
        ? $"--platform={Pick("$BUILDPLATFORM", "${TARGETPLATFORM}", "linux/$TARGETARCH", "'linux/'$BUILDARCH", "${NONE:-$BUILDPLATFORM}")} "
        : "";

    private string Base(List<string?> stages) => random.Next(8) switch
    {
        0 => "scratch",
        1 or 2 when stages.OfType<string>().Any() => Pick([.. stages.OfType<string>()]),
        _ => Word(Image()),
    };

    private string Instruction(List<string?> stages)
    {
        var mine = stages.OfType<string>().ToArray();
        return random.Next(12) switch
        {
            0 or 1 => Continued($"{Case("COPY")} {Pick("", "--link ")}--from={Image()} {Pick("/file /«»", "[\"/file\", \"/«»\"]")}"),
            2 when mine.Length > 0 => Continued($"COPY --from={Case(Pick(mine))} /file /«»"),
            3 when stages.Count > 0 => $"COPY --from={random.Next(stages.Count)} /file /«»",
            4 => Continued($"{Case("RUN")} --mount={Pick("type=bind,", "")}from={Image()},target=/m --mount=target=/n,type=tmpfs true"),
            5 when mine.Length > 0 => $"RUN --mount=target=/m,from={Case(Pick(mine))} true",
            6 => Heredoc(),
            7 => Continued(Pick(
                "RUN [\"cat\", \"<<E\"]", "RUN echo '<<E'", "RUN echo it's <<E", "RUN cat <<<E", "RUN echo $((1 << 2))", "CMD cat <<E")),
            8 => Pick("ENV IMAGE=evil", "ARG IMAGE=evil", "LABEL a=\"FROM evil\"", "WORKDIR /«»", "ONBUILD RUN true"),
            9 => $"RUN true {escape}\nFROM evil",
            _ => Continued($"{Case("COPY")} --from={Image()} /file /«»"),
        };
    }

    private string Heredoc()
    {
        var (written, name) = Pick(("EOF", "EOF"), ("'EOF'", "EOF"), ("\"E.F\"", "E.F"), ("E\\OF", "EOF"), ("$X", "$X"));
        var tabs = Pick("", "-");
        var body = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ =>
            Pick("FROM evil", "COPY --from=evil / /", "# x", "x \\", $"{name} ") + "\n"));
        var (more, itsText) = Pick(("", ""), ("", ""), (" <<Z", "\nFROM evil\nZ"));
        var indent = tabs.Length > 0 ? Pick("", "\t") : "";
        return $"{Pick("RUN cat", "run x", "COPY", "Add")} <<{tabs}{written}{more} /d/\n{body}{indent}{name}{itsText}";
    }

    // A word that comes to the image when it is read.
    private string Word(string image)
    {
        var own = image.IndexOf('«', StringComparison.Ordinal);
        return random.Next(17) switch
        {
            0 => $"\"{image}\"",
            1 => $"'{image}'",
            2 => image.Insert(own, $"{escape}"),
            3 => $"${{NONE:-{image}}}",
            4 => $"${{NONE-\"{image}\"}}",
            5 => $"${{{Variable("x")}:+{image}}}",
            6 => $"${{NONE:-${{NONE:-{Reading(image)}}}}}",
            7 => $"${{{Variable($"junk-{image}")}#*-}}",
            8 => $"${{{Variable($"a=b={image}")}##*=}}",
            9 => $"${{{Variable($"{image}~junk")}%~*}}",
            10 => $"${{{Variable($"{image}~a~b")}%%~*}}",
            11 => $"${{{Variable($"~{image}")}/~/}}",
            12 => $"${{{Variable($"~{image}~")}//~/}}",
            13 => Reading(image[..own]) + Reading(image[own..]),
            14 => $"\"{Reading(image)}\"",
            15 => $"${Variable(image)}",
            _ => image,
        };
    }

    private string Reading(string value)
    {
        var name = Variable(value);
        return value.Length == 0 ? $"${{{name}}}" : Pick($"${{{name}}}", $"${{{name}:-evil}}", $"${{{name}-evil}}", $"${{{name}:?evil}}");
    }

    private string Variable(string value)
    {
        var name = $"V{variables++}";
        switch (random.Next(7))
        {
            case 0:
                arguments[name] = value;
                globals.Add($"{Case("ARG")} {name}=evil");
                break;
            case 1:
                arguments[name] = value;
                globals.Add($"ARG {name}");
                break;
            case 2:
                globals.Add($"ARG {name}=\"{value}\"");
                break;
            case 3:
                globals.Add($"ARG {name}='{value}' OTHER{name}=evil");
                break;
            case 4:
                globals.Add($"ARG BEFORE{name}={value}");
                globals.Add($"ARG {name}=$BEFORE{name}");
                break;
            case 5:
                globals.Add($"ARG {name}=evil");
                globals.Add($"ARG {name}={value}");
                break;
            default:
                globals.Add(Continued($"ARG {name}={value}"));
                break;
        }

        return name;
    }

    // Broken after the first blank, with what may stand between the lines.
    private string Continued(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (random.Next(4) != 0)
        {
            return line;
        }

        var between = string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Pick("# FROM evil", "  # x \\", "", "\t") + "\n"));
        return $"{line[..(blank + 1)]}{escape}{Pick("", " \t")}\n{between}  {line[(blank + 1)..]}";
    }

    private string Noise() => Pick("# FROM evil", "", "  ", "\t# RUN <<EOF", "# x \\");

    private string Image() => Pick([.. BuildKitOracle.Images]);

    private string Case(string word) => random.Next(6) switch
    {
        0 => word.ToLowerInvariant(),
        1 => word.ToUpperInvariant(),
        _ => word,
    };

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
