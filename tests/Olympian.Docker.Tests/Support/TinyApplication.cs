namespace Olympian.Docker.Tests.Support;

/// <summary>
/// The smallest application that can be deployed and proven: one service that serves a greeting out of its source and says what
/// build it is. Its image is made in seconds.
/// </summary>
internal sealed class TinyApplication
{
    private const string Server =
        """
        const fs = require('node:fs');
        const lines = fs.readFileSync('/app/build_info.txt', 'utf8').split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
        const [buildDate, gitCommit, sourceHash, cacheBust] = lines;
        const info = JSON.stringify({ buildDate, gitCommit, sourceHash, cacheBust });
        const greeting = fs.readFileSync('/app/greeting.txt');
        const answer = (request, response) => response.end(request.url === '/api/build-info' ? info : greeting);
        require('node:http').createServer(answer).listen(8080);
        process.on('SIGTERM', () => process.exit(0));
        console.log('listening');

        """;

    private readonly string root;

    private TinyApplication(string root) => this.root = root;

    /// <summary>The build's context.</summary>
    public string Source => Path.Combine(root, "the source");

    public string ComposeFile => Path.Combine(root, "compose.yml");

    public string Dockerfile => Path.Combine(root, "Dockerfile");

    public string GreetingFile => Path.Combine(Source, "greeting.txt");

    /// <summary>Writes the application into a directory.</summary>
    public static TinyApplication In(string directory)
    {
        var application = new TinyApplication(Path.Combine(directory, "tiny application"));
        Directory.CreateDirectory(application.Source);
        File.WriteAllText(Path.Combine(application.Source, "server.js"), Server);
        File.WriteAllText(Path.Combine(application.Source, ".dockerignore"), "ignored.txt\n");
        File.WriteAllText(application.GreetingFile, "hello\n");
        application.WriteDockerfile("");
        application.WriteCompose("");
        return application;
    }

    /// <summary>The options that deploy it.</summary>
    public string[] Options => [$"--compose-file={ComposeFile}", $"--source={Source}"];

    /// <summary>Writes the Dockerfile, with instructions of a test's own before its last.</summary>
    public void WriteDockerfile(string more) => File.WriteAllText(
        Dockerfile,
        $$"""
        ARG NODE_IMAGE
        FROM ${NODE_IMAGE} AS build
        ARG COMPOSE_PROJECT_NAME
        WORKDIR /build/org.olympian.project/${COMPOSE_PROJECT_NAME}
        ARG BUILD_DATE
        ARG GIT_COMMIT
        ARG SOURCE_HASH
        ARG CACHE_BUST
        RUN printf 'Build Date: %s\nGit Commit: %s\nSource Hash: %s\nCache Bust: %s\n' \
            "${BUILD_DATE}" "${GIT_COMMIT}" "${SOURCE_HASH}" "${CACHE_BUST}" > build_info.txt
        COPY . .

        FROM ${NODE_IMAGE}
        ARG COMPOSE_PROJECT_NAME
        COPY --from=build /build/org.olympian.project/${COMPOSE_PROJECT_NAME} /app
        {{more}}
        CMD ["node", "/app/server.js"]

        """);

    /// <summary>Writes the compose file, with lines of a test's own in its service.</summary>
    public void WriteCompose(string more) => File.WriteAllText(
        ComposeFile,
        $$"""
        name: ${COMPOSE_PROJECT_NAME:-tiny}
        services:
          web:
            image: ${COMPOSE_PROJECT_NAME:-tiny}/web
            container_name: ${COMPOSE_PROJECT_NAME:-tiny}-web
            build:
              context: ${SOURCE_PATH}
              dockerfile: ../Dockerfile
              args:
                NODE_IMAGE: ${NODE_IMAGE}
                COMPOSE_PROJECT_NAME: ${COMPOSE_PROJECT_NAME:-tiny}
            labels:
              org.olympian.build-info-path: /api/build-info
            ports:
              - ${APP_ADDRESS:-127.0.0.1}:${APP_PORT:-8080}:8080
            init: true
            stop_grace_period: 2s
            healthcheck:
              test: ["CMD", "node", "-e", "fetch('http://127.0.0.1:8080/').then(() => process.exit(0), () => process.exit(1))"]
              interval: 5s
              timeout: 5s
              retries: 3
              start_period: 30s
              start_interval: 300ms
        {{more}}
        """);
}
