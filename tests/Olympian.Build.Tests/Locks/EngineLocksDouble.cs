using Olympian.Deployment.Images;
using Olympian.Deployment.Locks;

namespace Olympian.Build.Tests.Locks;

/// <summary>An engine's locks in memory: one a project, made in one step.</summary>
internal sealed class EngineLocksDouble : IEngineLocks
{
    private readonly Lock turn = new();
    private readonly Dictionary<string, LockFacts> locks = [];
    private int made;

    /// <summary>The last sign of life of every lock.</summary>
    public DateTimeOffset? LastBeat { get; set; }

    /// <summary>Signs of life that were written.</summary>
    public List<DateTimeOffset> Beats { get; } = [];

    /// <summary>Locks that were made and removed, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Called before each look.</summary>
    public Action OnFind { get; set; } = () => { };

    /// <summary>Called before each sign of life.</summary>
    public Action OnBeat { get; set; } = () => { };

    /// <summary>What the engine does instead of answering when a lock was made; null for nothing.</summary>
    public Exception? LostAnswer { get; set; }

    /// <summary>What stands there.</summary>
    public IReadOnlyCollection<LockFacts> Standing => locks.Values;

    /// <summary>Puts a lock there, or somebody's container of its name.</summary>
    public string Put(string project, LockHolder? holder)
    {
        lock (turn)
        {
            var id = $"lock-{++made}";
            locks[project] = new(id, LockLabels.NameOf(project), holder);
            return id;
        }
    }

    public Task<LockFacts?> FindAsync(string project, CancellationToken cancellationToken)
    {
        OnFind();
        lock (turn)
        {
            return Task.FromResult(locks.GetValueOrDefault(project));
        }
    }

    public Task<string?> CreateAsync(string project, LockHolder holder, CancellationToken cancellationToken)
    {
        lock (turn)
        {
            if (locks.ContainsKey(project))
            {
                return Task.FromResult<string?>(null);
            }

            var id = Put(project, holder);
            Calls.Add($"create {project}");
            return LostAnswer is null ? Task.FromResult<string?>(id) : Task.FromException<string?>(LostAnswer);
        }
    }

    public Task<bool> BeatAsync(string id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        OnBeat();
        Beats.Add(at);
        return IsThereAsync(id, cancellationToken);
    }

    public Task<DateTimeOffset?> LastBeatAsync(string id, CancellationToken cancellationToken) => Task.FromResult(LastBeat);

    public Task<bool> IsThereAsync(string id, CancellationToken cancellationToken)
    {
        lock (turn)
        {
            return Task.FromResult(locks.Values.Any(one => one.Id == id));
        }
    }

    public Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        lock (turn)
        {
            if (locks.FirstOrDefault(one => one.Value.Id == id) is { Key: { } project })
            {
                locks.Remove(project);
                Calls.Add($"remove {project}");
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>What an engine that does not answer throws.</summary>
    public static EngineUnavailable Unavailable => new("nothing", "./build.sh --target=UpProd --bootstrap");
}
