using Cake.Core;

namespace Cake.Docker;

public static partial class DockerAliases
{
    /// <summary><c>docker compose FILES build OPTIONS SERVICE…</c></summary>
    public static void DockerComposeBuild(
        this ICakeContext context,
        DockerComposeBuildSettings settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposeBuildSettings>(context).Run("compose", composeSettings ?? new(), "build", settings, services);

    /// <summary><c>docker compose down</c></summary>
    public static void DockerComposeDown(this ICakeContext context) =>
        DockerComposeDown(context, new DockerComposeDownSettings());

    /// <summary><c>docker compose FILES down OPTIONS</c></summary>
    public static void DockerComposeDown(
        this ICakeContext context,
        DockerComposeDownSettings? settings,
        DockerComposeSettings? composeSettings = null) =>
        Runner<DockerComposeDownSettings>(context).Run("compose", composeSettings ?? new(), "down", settings ?? new(), []);

    /// <summary><c>docker compose logs</c>: its output, line by line.</summary>
    public static IEnumerable<string> DockerComposeLogs(this ICakeContext context) =>
        DockerComposeLogs(context, new DockerComposeLogsSettings());

    /// <summary><c>docker compose FILES logs OPTIONS</c>: its output, line by line, when it has ended.</summary>
    public static IEnumerable<string> DockerComposeLogs(
        this ICakeContext context,
        DockerComposeLogsSettings? settings,
        DockerComposeSettings? composeSettings = null) =>
        Runner<DockerComposeLogsSettings>(context).RunWithResult("compose", composeSettings ?? new(), "logs", settings ?? new(), Lines);

    /// <summary><c>docker compose ps SERVICE…</c>, its output thrown away, as published.</summary>
    public static void DockerComposePs(this ICakeContext context, params string[] services) =>
        DockerComposePs(context, new DockerComposePsSettings(), null, services);

    /// <summary><c>docker compose FILES ps OPTIONS SERVICE…</c>: its output, line by line.</summary>
    public static IEnumerable<string> DockerComposePs(
        this ICakeContext context,
        DockerComposePsSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposePsSettings>(context)
            .RunWithResult("compose", composeSettings ?? new(), "ps", settings ?? new(), Lines, services);

    /// <summary><c>docker compose pull SERVICE…</c></summary>
    public static void DockerComposePull(this ICakeContext context, params string[] services) =>
        DockerComposePull(context, new DockerComposePullSettings(), null, services);

    /// <summary><c>docker compose FILES pull OPTIONS SERVICE…</c></summary>
    public static void DockerComposePull(
        this ICakeContext context,
        DockerComposePullSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposePullSettings>(context).Run("compose", composeSettings ?? new(), "pull", settings ?? new(), services);

    /// <summary><c>docker compose restart SERVICE…</c></summary>
    public static void DockerComposeRestart(this ICakeContext context, params string[] services) =>
        DockerComposeRestart(context, new DockerComposeRestartSettings(), null, services);

    /// <summary><c>docker compose FILES restart OPTIONS SERVICE…</c></summary>
    public static void DockerComposeRestart(
        this ICakeContext context,
        DockerComposeRestartSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposeRestartSettings>(context).Run("compose", composeSettings ?? new(), "restart", settings ?? new(), services);

    /// <summary><c>docker compose rm SERVICE…</c></summary>
    public static void DockerComposeRm(this ICakeContext context, params string[] services) =>
        DockerComposeRm(context, new DockerComposeRmSettings(), null, services);

    /// <summary><c>docker compose FILES rm OPTIONS SERVICE…</c>; without <c>Force</c> it waits for an answer.</summary>
    public static void DockerComposeRm(
        this ICakeContext context,
        DockerComposeRmSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposeRmSettings>(context).Run("compose", composeSettings ?? new(), "rm", settings ?? new(), services);

    /// <summary><c>docker compose start SERVICE…</c></summary>
    public static void DockerComposeStart(this ICakeContext context, params string[] services) =>
        DockerComposeStart(context, new DockerComposeSettings(), null, services);

    /// <summary>
    /// <c>docker compose FILES start SERVICE…</c>. The type of <paramref name="settings"/> is a slip of the published package's:
    /// what is set there follows the command, where compose refuses it. Leave it empty.
    /// </summary>
    public static void DockerComposeStart(
        this ICakeContext context,
        DockerComposeSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposeSettings>(context).Run("compose", composeSettings ?? new(), "start", settings ?? new(), services);

    /// <summary><c>docker compose stop SERVICE…</c></summary>
    public static void DockerComposeStop(this ICakeContext context, params string[] services) =>
        DockerComposeStop(context, new DockerComposeBuildSettings(), null, services);

    /// <summary>
    /// <c>docker compose FILES stop SERVICE…</c>. The type of <paramref name="settings"/> is a slip of the published package's:
    /// they are the options of <c>build</c>, which <c>stop</c> refuses. Leave it empty; a time limit cannot be given.
    /// </summary>
    public static void DockerComposeStop(
        this ICakeContext context,
        DockerComposeBuildSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposeBuildSettings>(context).Run("compose", composeSettings ?? new(), "stop", settings ?? new(), services);

    /// <summary><c>docker compose up SERVICE…</c></summary>
    public static void DockerComposeUp(this ICakeContext context, params string[] services) =>
        DockerComposeUp(context, new DockerComposeUpSettings(), null, services);

    /// <summary><c>docker compose FILES up OPTIONS SERVICE…</c></summary>
    public static void DockerComposeUp(
        this ICakeContext context,
        DockerComposeUpSettings? settings,
        DockerComposeSettings? composeSettings = null,
        params string[] services) =>
        Runner<DockerComposeUpSettings>(context).Run("compose", composeSettings ?? new(), "up", settings ?? new(), services);
}
