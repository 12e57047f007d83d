using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Verify says of what runs now whether it is what was built, and of this source.</summary>
/// <remarks>In order: the last ones break what runs.</remarks>
public sealed class VerifyTests : DeployedApplication
{
    private const string Second =
        """
          worker:
            image: ${COMPOSE_PROJECT_NAME:-tiny}/worker
            container_name: ${COMPOSE_PROJECT_NAME:-tiny}-worker
            build:
              context: ${SOURCE_PATH}
              dockerfile: ../Dockerfile
              args:
                NODE_IMAGE: ${NODE_IMAGE}
                COMPOSE_PROJECT_NAME: ${COMPOSE_PROJECT_NAME:-tiny}
            init: true
            stop_grace_period: 2s
        """;

    [Test, Order(1)]
    public async Task Every_claim_holds_after_a_deployment()
    {
        var ended = await Stack.DoAsync("Verify");

        Assert.Multiple(() =>
        {
            foreach (var claim in (string[])
            [
                "one release runs", "container runs", "container is healthy", "container's image is the release's",
                "image was verified when it was built",
                "image label org.olympian.source-hash", "/app/build_info.txt Source Hash", "/api/build-info Cache Bust",
                "the source on disk is what was built",
            ])
            {
                Assert.That(RowsOf(ended, claim), Is.Not.Empty, claim);
                Assert.That(RowsOf(ended, claim), Has.All.StartsWith("ok"), claim);
            }

            Assert.That(ended.Output, Does.Match("SUCCESS: all [0-9]+ claims hold."));
        });
    }

    [Test, Order(2)]
    public async Task An_edited_source_is_named()
    {
        var greeting = await File.ReadAllTextAsync(Application.GreetingFile);
        await File.WriteAllTextAsync(Application.GreetingFile, "Hello\n");
        try
        {
            await RefutesAsync("the source on disk is what was built");
        }
        finally
        {
            await File.WriteAllTextAsync(Application.GreetingFile, greeting);
        }
    }

    [Test, Order(3)]
    public async Task A_tampered_build_info_is_named()
    {
        var original = Path.Combine(Stack.Directory, "build_info.txt");
        var tampered = Path.Combine(Stack.Directory, "tampered.txt");
        await Stack.AskAsync("container", "cp", $"{Stack.Name}-web:/app/build_info.txt", original);
        await File.WriteAllTextAsync(
            tampered, (await File.ReadAllTextAsync(original)).Replace("Git Commit: ", "Git Commit: other-", StringComparison.Ordinal));
        await Stack.AskAsync("container", "cp", tampered, $"{Stack.Name}-web:/app/build_info.txt");
        try
        {
            await RefutesAsync("/app/build_info.txt Git Commit");
        }
        finally
        {
            await Stack.AskAsync("container", "cp", original, $"{Stack.Name}-web:/app/build_info.txt");
        }
    }

    [Test, Order(4)]
    public async Task A_container_of_another_image_is_named()
    {
        var replaced = $"{Stack.Name}-worker";
        var labels = await Stack.LabelOptionsAsync(replaced);
        await Stack.AskAsync("container", "rm", "--force", replaced);
        await Stack.AskAsync(
        [
            "container", "run", "--detach", "--init", "--name", replaced, .. labels,
            BaseImage(await Bases.OptionsAsync()), "node", "-e", "setInterval(() => {}, 1000)",
        ]);

        await RefutesAsync("container's image is the release's");
    }

    [Test, Order(5)]
    public async Task Nothing_that_runs_is_nothing_to_verify()
    {
        await Stack.DoAsync("Stop");

        (await Stack.RunAsync("Verify")).IsRefusal(1, $"Nothing of project '{Stack.Name}' runs.", "./build.sh --target=UpProd");
    }

    private protected override Task PrepareAsync()
    {
        Application.WriteCompose(Second);
        return Task.CompletedTask;
    }

    private static string BaseImage(IReadOnlyList<string> options) => options[0].Split('=', 2)[1];

    private static string[] RowsOf(Ended ended, string claim) =>
        [.. ended.Lines.Where(line => line.Contains(claim, StringComparison.Ordinal) && line.Length > 2 && line[..2] is "ok" or "NO")];

    private async Task RefutesAsync(string claim)
    {
        var ended = await Stack.RunAsync("Verify");

        ended.IsRefusal(1, "claims do not hold.", "./build.sh --target=QuickDockerMulti");
        Assert.That(RowsOf(ended, claim), Has.Some.StartsWith("NO"), ended.Output);
    }
}
