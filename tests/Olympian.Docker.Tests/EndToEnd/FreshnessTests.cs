using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>What reaches the running application, and what counts as a change.</summary>
public sealed class FreshnessTests : DeployedApplication
{
    [Test]
    public async Task A_touched_file_is_no_change()
    {
        var before = await SourceHashAsync();

        File.SetLastWriteTimeUtc(Application.GreetingFile, DateTime.UtcNow.AddDays(1));

        Assert.That(await SourceHashAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_change_in_an_ignored_file_is_no_change()
    {
        var before = await SourceHashAsync();

        await File.WriteAllTextAsync(Path.Combine(Application.Source, "ignored.txt"), "anything");

        Assert.That(await SourceHashAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task One_byte_changes_the_hash_and_reaches_the_page()
    {
        var before = await Stack.BuildInfoAsync();
        await File.WriteAllTextAsync(Application.GreetingFile, "hellp\n");

        // The build cache may be used: it must not hide the change.
        await Stack.DoAsync("BuildProd", "--target=UpProd");

        var after = await Stack.BuildInfoAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo("hellp\n"));
            Assert.That(after["sourceHash"], Is.Not.EqualTo(before["sourceHash"]));
            Assert.That(after["sourceHash"], Is.EqualTo(Stack.BuildArguments()["SOURCE_HASH"]));
            Assert.That(after["cacheBust"], Is.EqualTo(Stack.BuildArguments()["CACHE_BUST"]));
        });
    }

    // A builder is sent only the files whose size, time or mode are others than those of the copy it has.
    [TestCase("BuildProd", "hellq\n")]
    [TestCase("BuildProdUltraClean", "hellr\n")]
    public async Task An_edit_that_keeps_size_and_time_reaches_the_page(string target, string text)
    {
        await Stack.DoAsync(target);
        var time = File.GetLastWriteTimeUtc(Application.GreetingFile);
        await File.WriteAllTextAsync(Application.GreetingFile, text);
        File.SetLastWriteTimeUtc(Application.GreetingFile, time);

        await Stack.DoAsync(target, "--target=UpProd");

        Assert.That(await Stack.Http.GetStringAsync("/"), Is.EqualTo(text));
    }

    [Test]
    public async Task Build_arguments_of_another_source_are_refused()
    {
        await Stack.DoAsync("GenerateBuildArgs");
        var greeting = await File.ReadAllTextAsync(Application.GreetingFile);
        await File.WriteAllTextAsync(Application.GreetingFile, $"{greeting}more\n");
        try
        {
            (await Stack.RunAsync("BuildProd", "--exclusive")).IsRefusal(
                1, "The build arguments are not those of the source on disk.", "./build.sh --target=GenerateBuildArgs");
        }
        finally
        {
            await File.WriteAllTextAsync(Application.GreetingFile, greeting);
        }
    }

    private async Task<string> SourceHashAsync()
    {
        await Stack.DoAsync("GenerateBuildArgs");
        return Stack.BuildArguments()["SOURCE_HASH"];
    }
}
