namespace Olympian.Deployment.Diagnosis.Entries;

/// <summary>The network and registries' limits.</summary>
internal static class NetworkEntries
{
    public static readonly IReadOnlyList<CatalogueEntry> All =
    [
        new("rate-limit", FaultClass.Transient,
            @"toomanyrequests|429 Too Many Requests|pull rate limit",
            "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/arm64v8/debian/manifests/sha256:53692cdc49e2: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.",
            "elastic/golang-crossbuild#659; docker/hub-feedback#2429; rapidsai/ci-imgs#427",
            "The registry limits how much may be pulled.",
            "Wait, `docker login`, or use a mirror; `--base-images=local` builds on Debian's packages. Cleaning does not help, it makes more to pull."),

        new("registry-server-error", FaultClass.Transient,
            @"unexpected (?:HTTP )?status\b.*\b50[0234]\b|response status code\b.*\b50[0234]\b|502 Bad Gateway|503 Service Unavailable|504 Gateway Time",
            "Error response from daemon: received unexpected HTTP status: 503 Service Unavailable",
            "distribution's error text",
            "The registry, or a proxy before it, is in trouble.",
            Advice.Later),

        new("name-resolution", FaultClass.Transient,
            @"lookup \S+.*(?:no such host|i/o timeout|server misbehaving)|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|EAI_AGAIN|Temporary failure (?:in name resolution|resolving)|Could not resolve host",
            "failed to do request: Head \"https://registry-1.docker.io/v2/library/python/manifests/3.12-slim-bookworm\": dial tcp: lookup registry-1.docker.io: i/o timeout",
            "moby/moby#42867; docker/for-mac#2152; DrewThomasson/ebook2audiobook#1605; apache/superset#30249",
            "A name could not be resolved: DNS, often after a change of network or VPN; or the name is wrong.",
            "Compare `getent hosts NAME` here with `docker run --rm IMAGE getent hosts NAME`; set dns in daemon.json if only containers fail. Then run it again. Cleaning does not help."),

        new("tls-timeout", FaultClass.Transient,
            @"TLS handshake timeout",
            "net/http: TLS handshake timeout",
            "docker/for-win#437; infiniflow/ragflow#1549",
            "The link is slow or blocked, or a proxy is missing.",
            Advice.Later),

        new("connection-lost", FaultClass.Transient,
            @"connection reset by peer|\bECONNRESET\b|\bETIMEDOUT\b|i/o timeout|connection timed out|no route to host|network is unreachable|ENETUNREACH|EHOSTUNREACH|Client\.Timeout exceeded|request canceled while waiting for connection|http2: client connection lost|npm (?:ERR!|error) network|proxyconnect tcp",
            "Error response from daemon: Get \"https://registry-1.docker.io/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
            "moby/moby#29736; langgenius/dify#390",
            "A connection was not made, or was lost.",
            Advice.Later),

        new("connection-refused", FaultClass.Transient,
            @"dial tcp \S+: connect: connection refused|\bECONNREFUSED\b|Failed to connect to \S+ port \d+",
            "failed to do request: Head \"http://127.0.0.1:5055/v2/olympian-base/node/manifests/20-trixie\": dial tcp 127.0.0.1:5055: connect: connection refused",
            "the kernel's text for ECONNREFUSED",
            "Nothing listens there: the registry, a proxy or a service is not running (yet).",
            "Start what should listen there; for this build's own registry: `docker/base/bases.sh ensure`. Then run it again. Cleaning does not help."),

        new("download-retried", FaultClass.Transient,
            @"download failed after attempts=\d+",
            "error pulling image configuration: download failed after attempts=6: net/http: HTTP/1.x transport connection broken",
            "langgenius/dify#390",
            "The engine has tried several times; what follows says why it gave up.",
            Advice.Later),

        new("hash-sum-mismatch", FaultClass.Transient,
            @"Hash Sum mismatch",
            "E: Failed to fetch http://archive.ubuntu.com/ubuntu/dists/xenial-updates/main/source/by-hash/SHA256/50ccff6c903e  Hash Sum mismatch",
            "moby/moby#30207; moby/moby#14723; bitshares/bitshares-core#569",
            "A package mirror is being updated, or a caching proxy sends old files.",
            Advice.Later),
    ];
}
