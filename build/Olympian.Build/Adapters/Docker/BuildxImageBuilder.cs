using System.Diagnostics;
using Cake.Core;
using Cake.Docker;
using Olympian.Build.Console;
using Olympian.Deployment.Diagnosis;
using Olympian.Deployment.Images;

namespace Olympian.Build.Adapters.Docker;

/// <summary>Builds an image by <c>docker buildx build</c>, through Cake.Docker's alias.</summary>
public sealed class BuildxImageBuilder(ICakeContext context, ServiceOutput console, MissingSource missingSource) : IImageBuilder
{
    public Task<BuiltImage> BuildAsync(ImageOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);

        // The alias blocks its thread until the process ends.
        return Task.Factory.StartNew(() => Build(order, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private BuiltImage Build(ImageOrder order, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(Path.GetDirectoryName(order.LogFile)!);

        var imageIdFile = Path.ChangeExtension(order.LogFile, ".imageid");
        var progress = new BuildProgress();
        var exitCode = 0;

        using (var log = new BuildLog(order.LogFile))
        {
            var settings = BuildxSettings.Of(order, imageIdFile, InlineDockerfile(order));
            settings.HandleExitCode = code =>
            {
                exitCode = code;
                return true;
            };
            settings.SetupProcessSettings = process =>
            {
                process.RedirectStandardOutput = true;
                process.RedirectStandardError = true;
                process.RedirectedStandardOutputHandler = process.RedirectedStandardErrorHandler = line =>
                {
                    if (line is not null)
                    {
                        lock (progress)
                        {
                            progress.Read(line);
                        }

                        log.Write(line);
                        if (line.Length > 0)
                        {
                            console.Write(order.Build.Service, line);
                        }
                    }

                    // Nothing is kept: a build may print for an hour.
                    return null;
                };
            };

            new LimitedContext(context, order.Limit, cancellationToken)
                .DockerBuildXBuild(settings, Positional.Of(order.Build.ContextDirectory));
            log.EnsureWhole();
        }

        return exitCode == 0
            ? new(order.Build.Service, File.ReadAllText(imageIdFile).Trim(), Stopwatch.GetElapsedTime(started))
            : throw Failure(order, progress, progress.Verdict ?? $"docker buildx build ended with exit code {exitCode}.");
    }

    private ImageBuildFailure Failure(ImageOrder order, BuildProgress progress, string reason) => new(
        order.Build.Service,
        progress.FailedStep,
        progress.LastLines,
        reason,
        order.LogFile,
        missingSource.Explain(order.Build, progress.FailedStep, LogDiagnosis.Of([.. progress.LastLines, reason])));

    private static string? InlineDockerfile(ImageOrder order)
    {
        if (order.Build.DockerfileInline is not { } text)
        {
            return null;
        }

        var path = Path.ChangeExtension(order.LogFile, ".Dockerfile");
        File.WriteAllText(path, text);
        return path;
    }
}
