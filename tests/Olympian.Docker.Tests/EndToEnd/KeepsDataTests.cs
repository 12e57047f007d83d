using Olympian.Docker.Tests.Support;

namespace Olympian.Docker.Tests.EndToEnd;

/// <summary>Nothing that is done to a project loses what people stored in it.</summary>
/// <remarks>OLYMPIAN_SUITE=full deploys 20 times.</remarks>
public sealed class KeepsDataTests : StoringApplication
{
    private static int Deployments => Suite.IsFull ? 20 : 3;

    [Test]
    public async Task Through_deployments_stops_cleanings_and_rollbacks()
    {
        for (var i = 1; i <= Deployments; i++)
        {
            await InContainerAsync($"echo {i} >> /data/conversation.txt && sync");
            await Stack.DoAsync("QuickDockerMulti");
        }

        foreach (var run in (string[][])
            [["Stop", "--target=UpProd"], ["Rollback"], ["CleanBuildMulti", "--all-build-cache=false"], ["PruneImages", "--keep=0"], ["Restart"], ["Stop", "--target=CleanBuildMulti", "--target=UpProd"]])
        {
            await Stack.DoAsync(run[0], run[1..]);
            Assert.That((await InContainerAsync("cat /data/conversation.txt")).Split('\n').Select(int.Parse), Is.EqualTo(Enumerable.Range(1, Deployments)), string.Join(' ', run));
        }
    }
}
