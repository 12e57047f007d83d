namespace Olympian.Docker.Tests.Faults;

/// <summary>
/// An application that is deployed in seconds and has everything that can be damaged: a builder stage on a base of its own, cached
/// steps, a cache mount, files copied from the builder, a volume with something precious. Its server is the base's busybox.
/// </summary>
internal sealed class FaultApplication
{
    private readonly string root;

    private FaultApplication(string root) => this.root = root;

    /// <summary>The build's context.</summary>
    public string Source => Path.Combine(root, "source");

    public string ComposeFile => Path.Combine(root, "compose.yml");

    public string Dockerfile => Path.Combine(root, "Dockerfile");

    /// <summary>Served at <c>/greeting.txt</c>, copied from the builder stage.</summary>
    public string GreetingFile => Path.Combine(Source, "greeting.txt");

    /// <summary>The options that deploy it.</summary>
    public string[] Options => [$"--compose-file={ComposeFile}", $"--source={Source}"];

    /// <summary>Writes the application into a directory.</summary>
    public static FaultApplication In(string directory)
    {
        var application = new FaultApplication(Path.Combine(directory, "application"));
        Directory.CreateDirectory(application.Source);
        File.WriteAllText(application.GreetingFile, "hello\n");
        application.WriteDockerfile("");
        File.WriteAllText(application.ComposeFile, Compose);
        return application;
    }

    /// <summary>Writes the Dockerfile, with instructions of a test's own before its last.</summary>
    public void WriteDockerfile(string more) => File.WriteAllText(
        Dockerfile,
        $$"""
        ARG NODE_IMAGE
        ARG NGINX_IMAGE

        FROM ${NODE_IMAGE} AS build
        ARG COMPOSE_PROJECT_NAME
        WORKDIR /build/org.olympian.project/${COMPOSE_PROJECT_NAME}
        COPY . .
        # A step whose result is in no image: only what the next stage copies of it is.
        RUN mkdir -p intermediate dist && cp greeting.txt intermediate/step.txt
        RUN --mount=type=cache,id=downloads/org.olympian.project/${COMPOSE_PROJECT_NAME},target=/downloads \
            test -f /downloads/cached-of-${COMPOSE_PROJECT_NAME}.txt || cp greeting.txt /downloads/cached-of-${COMPOSE_PROJECT_NAME}.txt; \
            cp /downloads/cached-of-${COMPOSE_PROJECT_NAME}.txt dist/downloaded.txt
        # What the builder's base has is laundered into a new layer here.
        RUN cp intermediate/step.txt dist/greeting.txt && cp /{{FaultBase.Text}} dist/from-the-base.txt

        FROM ${NGINX_IMAGE}
        ARG COMPOSE_PROJECT_NAME
        ARG BUILD_DATE
        ARG GIT_COMMIT
        ARG SOURCE_HASH
        ARG CACHE_BUST
        COPY --from=build /build/org.olympian.project/${COMPOSE_PROJECT_NAME} /app
        RUN printf 'Build Date: %s\nGit Commit: %s\nSource Hash: %s\nCache Bust: %s\n' \
                "${BUILD_DATE}" "${GIT_COMMIT}" "${SOURCE_HASH}" "${CACHE_BUST}" > /app/build_info.txt && \
            mkdir -p /app/dist/api && ln -s /data /app/dist/data && \
            printf '{"buildDate":"%s","gitCommit":"%s","sourceHash":"%s","cacheBust":"%s"}' \
                "${BUILD_DATE}" "${GIT_COMMIT}" "${SOURCE_HASH}" "${CACHE_BUST}" > /app/dist/api/build-info
        {{more}}
        CMD ["httpd", "-f", "-p", "8080", "-h", "/app/dist"]

        """);

    private const string Compose =
        """
        name: ${COMPOSE_PROJECT_NAME:-faults}
        services:
          web:
            image: ${COMPOSE_PROJECT_NAME:-faults}/web
            container_name: ${COMPOSE_PROJECT_NAME:-faults}-web
            build:
              context: ${SOURCE_PATH}
              dockerfile: ../Dockerfile
              args:
                NODE_IMAGE: ${NODE_IMAGE}
                NGINX_IMAGE: ${NGINX_IMAGE}
                COMPOSE_PROJECT_NAME: ${COMPOSE_PROJECT_NAME:-faults}
            labels:
              org.olympian.build-info-path: /api/build-info
            ports:
              - ${APP_ADDRESS:-127.0.0.1}:${APP_PORT:-8080}:8080
            volumes:
              - data:/data
            init: true
            stop_grace_period: 2s
            healthcheck:
              test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/greeting.txt"]
              interval: 5s
              timeout: 5s
              retries: 3
              start_period: 30s
              start_interval: 300ms
        volumes:
          data:

        """;
}
