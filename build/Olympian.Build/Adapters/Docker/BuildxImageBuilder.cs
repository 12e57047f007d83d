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

        var metadataFile = Path.ChangeExtension(order.LogFile, ".metadata.json");
        var inlineDockerfile = InlineDockerfile(order);
        var progress = new BuildProgress();
        var exitCode = 0;

        using (var source = FreshContext.Of(order.Build.ContextDirectory, order.LogFile))
        using (var log = new BuildLog(order.LogFile))
        using (var record = new BuildLog(Path.ChangeExtension(order.LogFile, ".progress.json")))
        {
            var settings = BuildxSettings.Of(order, metadataFile, inlineDockerfile);
            settings.HandleExitCode = code =>
            {
                exitCode = code;
                return true;
            };
            settings.SetupProcessSettings = process =>
            {
                // Records come by standard error, whole; what else there may be must not come between their lines.
                process.RedirectStandardOutput = true;
                process.RedirectStandardError = true;
                process.RedirectedStandardOutputHandler = line => Take(line, () => Show(order, log, line));
                process.RedirectedStandardErrorHandler = line => Take(line, () =>
                {
                    record.Write(line);
                    lock (progress)
                    {
                        Show(order, log, progress.Read(line));
                    }
                });
            };

            if (source.WhyNot is { } refusal)
            {
                Show(order, log, $"No link to the context can be made, and the builder may take files from a copy that it has: {refusal}");
            }

            try
            {
                new LimitedContext(context, order.Limit, cancellationToken)
                    .DockerBuildXBuild(settings, Positional.Of(source.Directory));
            }
            finally
            {
                // Also of a build that was stopped: its last words tell what held it up.
                lock (progress)
                {
                    Show(order, log, progress.End());
                }
            }

            log.EnsureWhole();
            record.EnsureWhole();
        }

        if (exitCode != 0)
        {
            throw Failure(order, progress, progress.Verdict ?? $"docker buildx build ended with exit code {exitCode}.");
        }

        var dockerfile = order.Build.Dockerfile ?? inlineDockerfile ?? Path.Combine(order.Build.ContextDirectory, "Dockerfile");
        var metadata = BuildMetadata.Read(metadataFile);
        return new(
            order.Build.Service,
            metadata.ConfigurationDigest ?? metadata.Digest!,
            Stopwatch.GetElapsedTime(started),
            progress.Record(File.Exists(dockerfile) ? File.ReadAllText(dockerfile) : ""))
        {
            ManifestDigest = metadata.Digest,
        };
    }

    // Nothing is kept by the process: a build may print for an hour.
    private static string? Take(string? line, Action take)
    {
        if (line is not null)
        {
            take();
        }

        return null;
    }

    private void Show(ImageOrder order, BuildLog log, params IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            log.Write(line);
            if (line.Length > 0)
            {
                console.Write(order.Build.Service, line);
            }
        }
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
