using Cake.Git;
using LibGit2Sharp;

namespace Olympian.Build.Tests.Packages;

public sealed class GitAliasesTests
{
    private static readonly Signature Someone = new("Some One", "one@example.org", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)));

    private readonly FakeContext context = new();
    private string directory = string.Empty;

    [SetUp]
    public void Begin()
    {
        directory = Directory.CreateTempSubdirectory("olympian-git-").FullName;
        Repository.Init(directory);
    }

    [TearDown]
    public void End()
    {
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal; // git writes its objects read-only, which stops their removal on Windows
        }

        Directory.Delete(directory, recursive: true);
    }

    private string Commit(string message = "First commit\n\nWith a body.\n")
    {
        File.WriteAllText(Path.Combine(directory, "a.txt"), message);
        using var repository = new Repository(directory);
        Commands.Stage(repository, "a.txt");
        return repository.Commit(message, Someone, Someone).Sha;
    }

    [Test]
    public void Reads_the_tip()
    {
        var sha = Commit();

        var tip = context.GitLogTip(directory);

        Assert.Multiple(() =>
        {
            Assert.That(tip.Sha, Is.EqualTo(sha));
            Assert.That(tip.MessageShort, Is.EqualTo("First commit"));
            Assert.That(tip.Message, Is.EqualTo("First commit\n\nWith a body.\n"));
            Assert.That(tip.Author.Name, Is.EqualTo("Some One"));
            Assert.That(tip.Author.Email, Is.EqualTo("one@example.org"));
            Assert.That(tip.Committer.When, Is.EqualTo(Someone.When));
        });
    }

    [Test]
    public void Has_no_tip_and_no_branch_before_the_first_commit() =>
        Assert.Multiple(() =>
        {
            Assert.That(() => context.GitLogTip(directory), Throws.ArgumentException);
            Assert.That(() => context.GitBranchCurrent(directory), Throws.ArgumentException);
            Assert.That(context.GitHasUncommitedChanges(directory), Is.False);
        });

    [Test]
    public void Names_the_branch_and_its_remotes()
    {
        var sha = Commit();
        using (var repository = new Repository(directory))
        {
            Commands.Checkout(repository, repository.CreateBranch("topic"));
            repository.Network.Remotes.Add("origin", "https://example.org/r.git");
        }

        var branch = context.GitBranchCurrent(directory);

        Assert.Multiple(() =>
        {
            Assert.That(branch.FriendlyName, Is.EqualTo("topic"));
            Assert.That(branch.CanonicalName, Is.EqualTo("refs/heads/topic"));
            Assert.That(branch.Tip.Sha, Is.EqualTo(sha));
            Assert.That(branch.Remotes.Single().Url, Is.EqualTo("https://example.org/r.git"));
        });
    }

    [Test]
    public void Says_no_branch_when_HEAD_is_detached()
    {
        var sha = Commit();
        using (var repository = new Repository(directory))
        {
            Commands.Checkout(repository, sha);
        }

        Assert.That(context.GitBranchCurrent(directory).FriendlyName, Is.EqualTo("(no branch)"));
    }

    [Test]
    public void Tells_a_changed_from_a_staged_from_an_untracked_file()
    {
        Commit();
        Assert.That(Changes(), Is.EqualTo((false, false, false)));

        File.WriteAllText(Path.Combine(directory, "a.txt"), "changed");
        Assert.That(Changes(), Is.EqualTo((true, false, false)));

        using (var repository = new Repository(directory))
        {
            Commands.Stage(repository, "a.txt");
        }

        Assert.That(Changes(), Is.EqualTo((true, true, false)));

        File.WriteAllText(Path.Combine(directory, "b.txt"), "new");
        Assert.That(Changes(), Is.EqualTo((true, true, true)));
    }

    private (bool Any, bool Staged, bool Untracked) Changes() =>
        (context.GitHasUncommitedChanges(directory), context.GitHasStagedChanges(directory), context.GitHasUntrackedFiles(directory));

    [Test]
    public void Does_not_count_an_ignored_file_as_a_change()
    {
        Commit();
        File.WriteAllText(Path.Combine(directory, ".git", "info", "exclude"), "*.log\n");
        File.WriteAllText(Path.Combine(directory, "a.log"), "x");

        Assert.That(context.GitHasUncommitedChanges(directory), Is.False);
    }

    [Test]
    public void Finds_the_root_from_below()
    {
        var below = Directory.CreateDirectory(Path.Combine(directory, "one", "two")).FullName;

        Assert.Multiple(() =>
        {
            Assert.That(context.GitFindRootFromPath(below).FullPath, Is.EqualTo(directory));
            Assert.That(context.GitFindRootFromPath(directory).FullPath, Is.EqualTo(directory));
            Assert.That(context.GitIsValidRepository(directory), Is.True);
            Assert.That(context.GitIsValidRepository(below), Is.False);
        });
    }

    [Test]
    public void Finds_the_root_of_a_worktree()
    {
        Commit();
        var worktree = directory + "-worktree";
        try
        {
            using (var repository = new Repository(directory))
            {
                repository.Worktrees.Add("aside", worktree, isLocked: false);
            }

            Assert.Multiple(() =>
            {
                Assert.That(context.GitFindRootFromPath(worktree).FullPath, Is.EqualTo(worktree));
                Assert.That(context.GitBranchCurrent(worktree).FriendlyName, Is.EqualTo("aside"));
                Assert.That(context.GitHasUncommitedChanges(worktree), Is.False);
            });
        }
        finally
        {
            Directory.Delete(worktree, recursive: true);
        }
    }

    [Test]
    public void Finds_no_repository_outside_of_one()
    {
        var outside = Directory.CreateTempSubdirectory("olympian-no-git-").FullName;
        try
        {
            Assert.Multiple(() =>
            {
                Assert.That(() => context.GitFindRootFromPath(outside), Throws.InstanceOf<RepositoryNotFoundException>());
                Assert.That(() => context.GitFindRootFromPath(outside + "/not/there"), Throws.InstanceOf<RepositoryNotFoundException>());
                Assert.That(context.GitIsValidRepository(outside), Is.False);
            });
        }
        finally
        {
            Directory.Delete(outside);
        }
    }

    [TestCase(null, 7)]
    [TestCase(12, 12)]
    public void Shortens_an_id_to_the_length_asked_for(int? length, int expected)
    {
        var sha = Commit();

        Assert.That(context.GitShortenSha(directory, context.GitLogTip(directory), length), Is.EqualTo(sha[..expected]));
    }
}
