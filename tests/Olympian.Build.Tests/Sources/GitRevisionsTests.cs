using LibGit2Sharp;
using Olympian.Build.Adapters.Sources;
using Olympian.Build.Tests.Packages;
using Olympian.Deployment.Sources;

namespace Olympian.Build.Tests.Sources;

public sealed class GitRevisionsTests
{
    private static readonly Signature Someone = new("Some One", "one@example.org", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private readonly GitRevisions _revisions = new(new FakeContext());
    private string _temporary = null!;
    private string _root = null!;

    [SetUp]
    public void Make_a_repository()
    {
        _temporary = Directory.CreateTempSubdirectory("olympian-revision-").FullName;
        _root = Path.Combine(_temporary, "repository");
        Repository.Init(_root);
    }

    [TearDown]
    public void Remove_it()
    {
        foreach (var file in new DirectoryInfo(_temporary).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal; // git writes its objects read-only, which stops their removal on Windows
        }

        Directory.Delete(_temporary, recursive: true);
    }

    [Test]
    public void Abbreviates_the_commit_to_seven_digits()
    {
        var sha = Commit();

        Assert.That(_revisions.RevisionOf(_root).Value, Is.EqualTo(sha[..7]));
    }

    [Test]
    public void Finds_the_repository_from_deep_inside()
    {
        var sha = Commit();

        Assert.That(_revisions.RevisionOf(Directory.CreateDirectory(Path.Combine(_root, "a", "b")).FullName).Value, Is.EqualTo(sha[..7]));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Finds_the_repository_through_a_link()
    {
        var sha = Commit();
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        Directory.CreateSymbolicLink(Path.Combine(_temporary, "link"), Path.Combine(_root, "a"));

        Assert.That(_revisions.RevisionOf(Path.Combine(_temporary, "link")).Value, Is.EqualTo(sha[..7]));
    }

    [Test]
    public void Finds_a_worktree_s_own_commit()
    {
        Commit();
        using var repository = new Repository(_root);
        using var worktree = repository.Worktrees.Add("other", Path.Combine(_temporary, "other"), isLocked: false).WorktreeRepository;
        var sha = worktree.Commit("In the worktree", Someone, Someone, new CommitOptions { AllowEmptyCommit = true }).Sha;

        Assert.That(_revisions.RevisionOf(Path.Combine(_temporary, "other")).Value, Is.EqualTo(sha[..7]));
    }

    [Test]
    public void Calls_a_changed_file_dirty()
    {
        var sha = Commit();
        File.AppendAllText(Path.Combine(_root, "a.txt"), "more");

        Assert.That(_revisions.RevisionOf(_root).Value, Is.EqualTo(sha[..7] + "-dirty"));
    }

    [Test]
    public void Calls_a_staged_change_dirty()
    {
        Commit();
        File.AppendAllText(Path.Combine(_root, "a.txt"), "more");
        using var repository = new Repository(_root);
        Commands.Stage(repository, "a.txt");

        Assert.That(_revisions.RevisionOf(_root).IsDirty, Is.True);
    }

    [Test]
    public void Calls_a_new_file_dirty_wherever_in_the_repository_it_is()
    {
        Commit();
        File.WriteAllText(Path.Combine(_root, "new.txt"), "");

        Assert.That(_revisions.RevisionOf(Directory.CreateDirectory(Path.Combine(_root, "a")).FullName).IsDirty, Is.True);
    }

    [Test]
    public void Does_not_call_an_ignored_file_dirty()
    {
        Commit();
        File.WriteAllText(Path.Combine(_root, "a.log"), "");

        Assert.That(_revisions.RevisionOf(_root).IsDirty, Is.False);
    }

    [Test]
    public void Says_so_before_the_first_commit() => Assert.That(_revisions.RevisionOf(_root), Is.EqualTo(GitRevision.NoCommit));

    [Test]
    public void Says_so_outside_a_repository() => Assert.That(_revisions.RevisionOf(_temporary), Is.EqualTo(GitRevision.NoGit));

    private string Commit()
    {
        File.WriteAllText(Path.Combine(_root, "a.txt"), "a");
        File.WriteAllText(Path.Combine(_root, ".gitignore"), "*.log\n");
        using var repository = new Repository(_root);
        Commands.Stage(repository, "*");
        return repository.Commit("First commit", Someone, Someone).Sha;
    }
}
