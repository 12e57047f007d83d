using System.Globalization;

namespace Olympian.Deployment.Bases;

/// <summary>Which stages a target needs, for one platform, and the images under them.</summary>
internal sealed class StageGraph
{
    private const string Scratch = "scratch";

    private readonly IReadOnlyList<Stage> stages;
    private readonly NamedContexts contexts;
    private readonly ImagePlatform own;
    private readonly ImagePlatform target;
    private readonly GlobalArguments arguments;
    private readonly char escape;

    // A name may be given twice: FROM means the stage before it, all else the last.
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
    private readonly int?[] parents;

    /// <param name="stages">The stages, in the order of the Dockerfile.</param>
    /// <param name="contexts">What stands in the place of stages and images.</param>
    /// <param name="arguments">What FROM knows, for this platform.</param>
    /// <param name="escape">The Dockerfile's escape character.</param>
    /// <param name="own">The engine's platform.</param>
    /// <param name="target">The platform built for.</param>
    public StageGraph(
        IReadOnlyList<Stage> stages,
        NamedContexts contexts,
        GlobalArguments arguments,
        char escape,
        ImagePlatform own,
        ImagePlatform target)
    {
        this.stages = stages;
        this.contexts = contexts;
        this.arguments = arguments;
        this.escape = escape;
        this.own = own;
        this.target = target;

        parents = new int?[stages.Count];
        for (var index = 0; index < stages.Count; index++)
        {
            parents[index] = TryExpand(stages[index]) is { } from && byName.TryGetValue(from, out var parent) ? parent : null;
            if (stages[index].Name is { } name)
            {
                byName[name] = index;
            }
        }
    }

    /// <summary>The images under a stage, in the order of the Dockerfile.</summary>
    /// <param name="name">The stage's name; null for the last.</param>
    /// <exception cref="DockerfileFault">There is no such stage, or what one takes files from cannot be told.</exception>
    public IEnumerable<BaseReference> BasesOf(string? name) =>
        NeededFor(Index(name)).Order().SelectMany(BasesOf);

    private int Index(string? name) =>
        string.IsNullOrEmpty(name) ? stages.Count - 1
        : byName.TryGetValue(name.ToLowerInvariant(), out var index) ? index
        : throw new DockerfileFault(null, $"it has no stage '{name}', which is the target.");

    private HashSet<int> NeededFor(int last)
    {
        // First as if no context replaced a stage, for the sake of the order.
        Under(last, isReplaced: _ => false);
        return Under(last, isReplaced: index => contexts.ForStage(stages[index].Name) is not null);
    }

    private HashSet<int> Under(int last, Func<int, bool> isReplaced)
    {
        var needed = new HashSet<int>();
        var open = new Stack<int>([last]);
        while (open.TryPop(out var index))
        {
            if (!needed.Add(index) || isReplaced(index))
            {
                continue;
            }

            foreach (var next in SourcesOf(index).Select(source => EarlierStageOf(source, index)).Append(parents[index]).OfType<int>())
            {
                open.Push(next);
            }
        }

        return needed;
    }

    // A circle of stages can begin no other way, and BuildKit 0.13 runs round it until the whole engine dies of it.
    private int? EarlierStageOf(ImageSource source, int index) =>
        StageOf(source) is { } stage && stage >= index
            ? throw new DockerfileFault(
                source.Line, $"it takes files from the stage of line {stages[stage].Line}, which must come before its own.")
            : StageOf(source);

    // What a stage keeps by ONBUILD is done by each that begins with it.
    private IEnumerable<ImageSource> SourcesOf(int index) =>
        parents[index] is { } parent && contexts.ForStage(stages[parent].Name) is null
            ? stages[parent].Triggers.Concat(stages[index].Sources)
            : stages[index].Sources;

    private int? StageOf(ImageSource source)
    {
        if (source.Use == BaseUse.Copy
            && long.TryParse(source.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number >= 0 && number < stages.Count
                ? (int)number
                : throw new DockerfileFault(source.Line, $"COPY --from: there is no stage {number}; they are counted from 0.");
        }

        return byName.TryGetValue(source.Name.ToLowerInvariant(), out var index) ? index : null;
    }

    private IEnumerable<BaseReference> BasesOf(int index)
    {
        var stage = stages[index];
        var where = $"FROM in line {stage.Line}";
        var platform = PlatformOf(stage);
        if (contexts.ForStage(stage.Name) is { } replaced)
        {
            return Replacing(replaced, stage.Line, platform, where);
        }

        var images = SourcesOf(index)
            .Where(source => StageOf(source) is null)
            .SelectMany(source => Image(source.Name, source.Use, source.Line, target, source.Where));

        return parents[index] is null ? Image(Expand(stage), BaseUse.Stage, stage.Line, platform, where).Concat(images) : images;
    }

    private IEnumerable<BaseReference> Image(string name, BaseUse use, int line, ImagePlatform platform, string where)
    {
        if (name == Scratch)
        {
            return [];
        }

        var image = ParseImage(name, line);
        return contexts.ForImage(image) is { } replaced ? Replacing(replaced, line, platform, where) : [Base(image, use, platform, where)];
    }

    private IEnumerable<BaseReference> Replacing(NamedContext context, int line, ImagePlatform platform, string where) =>
        context.Image is null or Scratch
            ? []
            : [Base(ParseImage(context.Image, line), BaseUse.Context, platform, $"{where}, by the additional context '{context.Name}'")];

    private BaseReference Base(ImageReference image, BaseUse use, ImagePlatform platform, string where) =>
        new(image, platform == own ? null : platform.ToString(), use, where);

    private static ImageReference ParseImage(string name, int line)
    {
        if (ImageReference.TryParse(name, out var image))
        {
            return image;
        }

        var why = name.Contains('$', StringComparison.Ordinal) ? "; variables are not filled in there" : "";
        throw new DockerfileFault(line, $"'{name}' is not the name of an image{why}.");
    }

    private string Expand(Stage stage)
    {
        var name = Expanded(stage.Base, stage.Line);
        return name.Length > 0
            ? name
            : throw new DockerfileFault(stage.Line, $"FROM {stage.Base}: no image is left when its variables are filled in.");
    }

    private ImagePlatform PlatformOf(Stage stage)
    {
        if (stage.Platform.Length == 0)
        {
            return target;
        }

        var name = Expanded(stage.Platform, stage.Line);
        return ImagePlatform.TryParse(name, own, out var platform)
            ? platform
            : throw new DockerfileFault(stage.Line, $"FROM --platform={stage.Platform}: '{name}' is no platform such as linux/amd64.");
    }

    // What cannot be told of a stage matters only to a build that needs it, and then it is said.
    private string? TryExpand(Stage stage)
    {
        try
        {
            return Expanded(stage.Base, stage.Line);
        }
        catch (DockerfileFault)
        {
            return null;
        }
    }

    private string Expanded(string word, int line)
    {
        try
        {
            return ShellWord.Expand(word, escape, arguments);
        }
        catch (FormatException wrong)
        {
            throw new DockerfileFault(line, $"FROM: {wrong.Message}.");
        }
    }
}
