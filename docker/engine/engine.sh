#!/usr/bin/env bash
# Installs and starts a local Docker engine where none is.
#
#   engine.sh status   one word on stdout: running, stopped or missing
#   engine.sh ensure   installs what is missing (engine >= 24, buildx, compose v2), starts a stopped engine,
#                      repairs what a crash left behind, leaves a running engine alone
#
# Exit codes: 0 done, 1 the work failed (one message on stderr), 2 wrong use (nothing was touched).
set -euo pipefail

readonly MINIMUM_ENGINE=24
readonly MINIMUM_COMPOSE=2
readonly APT_SECONDS=480    # all of one apt-get run
readonly START_SECONDS=120  # from the start to the first answer
readonly LOCK_SECONDS=900   # another `ensure` may be installing
readonly ANSWER_SECONDS=3   # a healthy engine answers within milliseconds, a hung one never

readonly SOCKET=/var/run/docker.sock
readonly PID_FILE=/var/run/docker.pid
readonly CONTAINERD_STATE=/var/run/docker/containerd
readonly SYSTEM_CONTAINERD_SOCKET=/run/containerd/containerd.sock
readonly LOG=${OLYMPIAN_ENGINE_LOG:-/var/log/olympian-dockerd.log}
readonly LOCK=/run/lock/olympian-engine.lock
readonly TRIXIE_SOURCE=/etc/apt/sources.list.d/olympian-trixie.sources
readonly TRIXIE_PIN=/etc/apt/preferences.d/olympian-trixie

# An ordinary user's PATH lacks the sbin directories on Debian, where dockerd and iptables live.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() { printf 'engine: %s\n' "$*"; }

# fail WHAT FAILED [EXPECTED AND ACTUAL] [NEXT COMMAND]: one message, then the end.
fail() {
    local line
    for line in "$@"; do
        printf 'engine: %s\n' "$line" >&2
    done
    exit 1
}

# ---------------------------------------------------------------- what is there

have() { command -v "$1" >/dev/null 2>&1; }

# The address the docker client would talk to: environment first, then the current context, then the socket.
endpoint() {
    if [[ -n ${DOCKER_HOST:-} ]]; then
        printf '%s\n' "$DOCKER_HOST"
    elif have docker && [[ -n ${DOCKER_CONTEXT:-} || -f ${DOCKER_CONFIG:-${HOME:-/}/.docker}/config.json ]]; then
        timeout "$ANSWER_SECONDS" docker context inspect --format '{{.Endpoints.docker.Host}}' </dev/null \
            || fail "The docker context cannot be read." "Next: docker context ls"
    else
        printf 'unix://%s\n' "$SOCKET"
    fi
}

is_this_machines_engine() {
    [[ $1 == "unix://$SOCKET" || $1 == unix:///run/docker.sock ]]
}

# The server's version, or nothing when it does not answer in time.
server_version() {
    have docker || return 0
    timeout -k 1 "$ANSWER_SECONDS" docker version --format '{{.Server.Version}}' </dev/null 2>/dev/null || return 0
}

major() {
    local number=${1#v}
    number=${number%%.*}
    [[ $number =~ ^[0-9]+$ ]] && printf '%s\n' "$number" || printf '0\n'
}

compose_version() { timeout -k 1 10 docker compose version --short </dev/null 2>/dev/null || return 0; }

# `docker buildx version` prints "MODULE VERSION COMMIT"; Debian's build leaves the version's "v" out.
buildx_works() { timeout -k 1 10 docker buildx version </dev/null >/dev/null 2>&1; }

# What the running or installed engine lacks, one word each; nothing when all is good enough.
lacking() {
    local version=$1
    if ! have docker; then
        echo engine client compose buildx
        return
    fi
    local missing=()
    if [[ -n $version ]]; then
        (($(major "$version") >= MINIMUM_ENGINE)) || missing+=(engine)
    elif ! have dockerd; then
        missing+=(engine)
    else
        (($(major "$(installed_version)") >= MINIMUM_ENGINE)) || missing+=(engine)
    fi
    (($(major "$(compose_version)") >= MINIMUM_COMPOSE)) || missing+=(compose)
    buildx_works || missing+=(buildx)
    echo "${missing[*]-}"
}

installed_version() {
    timeout -k 1 10 dockerd --version </dev/null 2>/dev/null | sed -n 's/^Docker version \([^,]*\),.*/\1/p' || return 0
}

has_systemd() { [[ -d /run/systemd/system ]]; }

# ---------------------------------------------------------------- installing

apt() {
    timeout -k 10 "$APT_SECONDS" apt-get \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
        -o APT::Color=0 -qq "$@" </dev/null
}

# apt_step WHAT ARGUMENT...: runs apt-get with its output in the log, and shows the end of it only on failure.
apt_step() {
    local what=$1 output status=0
    shift
    output=$(mktemp)
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt "$@" >"$output" 2>&1 || status=$?
    cat "$output" >>"$LOG"
    if ((status != 0)); then
        tail -n 5 "$output" >&2
        rm -f "$output"
        if ((status == 124 || status == 137)); then
            fail "$what took longer than $APT_SECONDS s and was stopped." "Log: $LOG" "Next: apt-get $*"
        fi
        fail "$what failed (apt-get exit $status)." "Log: $LOG" "Next: apt-get $*"
    fi
    rm -f "$output"
}

# The release this machine runs, as `ID VERSION CODENAME`.
release() {
    # shellcheck source=/dev/null
    (. /etc/os-release && printf '%s %s %s\n' "${ID:-unknown}" "${VERSION_ID:-0}" "${VERSION_CODENAME:-none}")
}

# Debian 12's own engine is 20.10 with compose 1.29. Debian 13's packages install on it; a pin below every other
# source lets them supply only what is asked for by name, while updates still reach what was installed from there.
# The mirror and its key are those the machine already trusts.
add_trixie() {
    local uri="" key="" suite="" component=""
    local -a row
    while IFS='|' read -r -a row; do
        [[ ${row[1]:-} == bookworm && ${row[2]:-} == main ]] || continue
        uri=${row[0]} suite=${row[1]} component=${row[2]} key=${row[3]:-}
        break
    done < <(apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)' 2>/dev/null)
    [[ -n $suite && -n $component ]] || fail \
        "No apt source for Debian bookworm/main is configured or its lists cannot be read." "Next: apt-get update"
    [[ $key == /* ]] || key=/usr/share/keyrings/debian-archive-keyring.gpg

    printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >"$TRIXIE_PIN"
    printf '# For the Docker engine (docker/engine/engine.sh); pinned in %s.\nTypes: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' \
        "$TRIXIE_PIN" "$uri" "$key" >"$TRIXIE_SOURCE"
}

install_packages() {
    local id version codename
    read -r id version codename < <(release)
    say "installing the Docker engine with buildx and compose from $id $version's package sources"
    if [[ -n $(dpkg --audit 2>/dev/null) ]]; then
        say "finishing an interrupted package installation first"
        DEBIAN_FRONTEND=noninteractive timeout -k 10 "$APT_SECONDS" dpkg --configure -a </dev/null >>"$LOG" 2>&1 \
            || fail "An earlier package installation was interrupted and cannot be finished." "Log: $LOG" "Next: dpkg --configure -a"
    fi
    apt_step "Reading the package lists" update
    case $id in
        debian)
            if [[ $codename == bookworm ]]; then
                add_trixie
                apt_step "Reading the package lists" update
                apt_step "Installing the engine" install --no-install-recommends -y \
                    docker.io/trixie docker-cli/trixie docker-compose/trixie docker-buildx/trixie containerd/trixie iptables ca-certificates
            else
                apt_step "Installing the engine" install --no-install-recommends -y \
                    docker.io docker-cli docker-compose docker-buildx iptables ca-certificates
            fi
            ;;
        ubuntu)
            apt_step "Installing the engine" install --no-install-recommends -y \
                docker.io docker-compose-v2 docker-buildx iptables ca-certificates
            ;;
    esac
}

# ---------------------------------------------------------------- starting

is_live_dockerd() {
    [[ $1 =~ ^[0-9]+$ && -r /proc/$1/comm && $(</proc/"$1"/comm) == dockerd ]]
}

is_live_containerd() {
    [[ $1 =~ ^[0-9]+$ && -r /proc/$1/comm && $(</proc/"$1"/comm) == containerd ]]
}

# /proc/net/unix names a listening stream socket with the flag 00010000; a file left by a dead process is not in it.
is_listened_to() {
    awk -v a="$1" -v b="/var$1" -v c="${1#/var}" '$4 == "00010000" && ($8 == a || $8 == b || $8 == c) { found = 1 } END { exit !found }' /proc/net/unix
}

pid_in() { [[ -f $1 ]] && tr -cd '0-9' <"$1" || printf ''; }

# Removes what a crashed engine left, each only when nothing living stands behind it.
repair() {
    local pid
    if [[ -e $PID_FILE ]]; then
        pid=$(pid_in "$PID_FILE")
        if ! is_live_dockerd "$pid"; then
            say "removing the stale pid file $PID_FILE (${pid:-empty} is not a Docker engine)"
            rm -f "$PID_FILE"
        fi
    fi
    if [[ -d $SOCKET ]]; then
        # A container started with `-v /var/run/docker.sock:...` while no engine ran leaves a directory.
        rmdir "$SOCKET" 2>/dev/null || fail "$SOCKET is a directory with content, expected a socket." "Next: ls -la $SOCKET"
        say "removed the empty directory that stood in the place of $SOCKET"
    elif [[ -e $SOCKET ]] && ! is_listened_to "$SOCKET"; then
        say "removing the stale socket $SOCKET"
        rm -f "$SOCKET"
    fi
    if [[ -e $CONTAINERD_STATE/containerd.pid ]]; then
        # dockerd trusts any living pid in this file, waits for it, and kills it in the end, whosever it is.
        pid=$(pid_in "$CONTAINERD_STATE/containerd.pid")
        if ! is_live_containerd "$pid"; then
            say "removing the stale pid file $CONTAINERD_STATE/containerd.pid (${pid:-empty} is not containerd)"
            rm -f "$CONTAINERD_STATE/containerd.pid"
        fi
    fi
    local socket
    for socket in "$CONTAINERD_STATE/containerd.sock" "$CONTAINERD_STATE/containerd.sock.ttrpc" \
        "$CONTAINERD_STATE/containerd-debug.sock" "$SYSTEM_CONTAINERD_SOCKET" "$SYSTEM_CONTAINERD_SOCKET.ttrpc"; do
        if [[ -e $socket ]] && ! is_listened_to "$socket"; then
            say "removing the stale socket $socket"
            rm -f "$socket"
        fi
    done
}

start_detached() {
    # The engine outlives this script and whoever runs it: own session, no inherited descriptor (a caller that
    # reads our output to its end would wait for ever), a working directory that nobody wants to unmount.
    (
        cd /
        local descriptor
        for descriptor in /proc/self/fd/*; do
            descriptor=${descriptor##*/}
            if ((descriptor > 2)); then
                eval "exec $descriptor>&-"
            fi
        done
        exec setsid --fork dockerd </dev/null >>"$LOG" 2>&1
    )
}

start() {
    local log_start=0 pid began=$SECONDS version seen_alive=0
    pid=$(pid_in "$PID_FILE")
    if is_live_dockerd "$pid"; then
        say "an engine is starting already (pid $pid); waiting for its answer"
    elif has_systemd; then
        repair
        say "starting the engine (systemctl start docker)"
        timeout -k 5 "$START_SECONDS" systemctl reset-failed docker.service docker.socket >>"$LOG" 2>&1 || say "systemd had no failed start to forget"
        timeout -k 5 "$START_SECONDS" systemctl start docker.service >>"$LOG" 2>&1 \
            || fail "systemctl start docker failed." "Log: journalctl -u docker" "Next: systemctl status docker"
    else
        repair
        [[ -e $LOG ]] && log_start=$(stat -c %s "$LOG")
        say "starting the engine (log: $LOG)"
        start_detached
    fi

    while version=$(server_version) && [[ -z $version ]]; do
        pid=$(pid_in "$PID_FILE")
        if is_live_dockerd "$pid"; then
            seen_alive=1
        elif ((seen_alive || SECONDS - began > 10)); then
            tail -c "+$((log_start + 1))" "$LOG" | grep -iE 'fail|error|fatal' | tail -n 5 >&2 || say "the log names no error"
            fail "The engine ended instead of answering." "Log: $LOG" "Next: tail -n 50 $LOG"
        fi
        ((SECONDS - began < START_SECONDS)) || fail \
            "The engine does not answer: expected an answer within $START_SECONDS s, pid ${pid:-none} is still silent." \
            "Log: $LOG" "Next: tail -n 50 $LOG"
        sleep 0.2
    done
    say "engine $version answers after $((SECONDS - began)) s"
}

# ---------------------------------------------------------------- commands

status() {
    if [[ -n $(server_version) ]]; then
        echo running
    elif have dockerd && have docker; then
        echo stopped
    else
        echo missing
    fi
}

report_running() {
    say "engine $(server_version), compose $(compose_version), $(docker buildx version </dev/null 2>/dev/null | cut -d' ' -f1,2) answer at $1"
}

ensure() {
    local where version lacks
    where=$(endpoint)
    version=$(server_version)
    lacks=$(lacking "$version")
    if [[ -n $version && -z $lacks ]]; then
        report_running "$where"
        return
    fi
    is_this_machines_engine "$where" || fail \
        "The docker client talks to $where, not to this machine's engine, so nothing is installed or started here." \
        "It lacks: ${lacks:-an answer}." \
        "Next: start that engine, or unset DOCKER_HOST and DOCKER_CONTEXT, or: docker context use default"
    require_known_system

    if ((EUID != 0)); then
        have sudo || fail "Installing or starting the engine needs root, and there is no sudo." "Next, as root: $0 ensure"
        say "installing or starting the engine needs root: running sudo"
        local interactive=(-n)
        [[ -t 0 ]] && interactive=()
        sudo "${interactive[@]}" -- "$0" ensure || fail "The engine could not be prepared as root." "Next, as root: $0 ensure"
        [[ -n $(server_version) ]] || fail "The engine runs, but $(id -un) may not use $SOCKET." \
            "Next: sudo usermod -aG docker $(id -un), then log in again"
        report_running "$where"
        return
    fi

    : >>"$LOG" || fail "The log $LOG cannot be written." "Next: OLYMPIAN_ENGINE_LOG=/tmp/dockerd.log $0 ensure"
    mkdir -p "${LOCK%/*}"
    exec 9>"$LOCK"
    flock -w "$LOCK_SECONDS" 9 || fail "Another engine.sh has held $LOCK for $LOCK_SECONDS s." "Next: fuser $LOCK"

    # Another `ensure` may have done the work while this one waited.
    version=$(server_version)
    lacks=$(lacking "$version")
    if [[ -n $lacks ]]; then
        say "missing: $lacks"
        install_packages
        hash -r
    fi
    [[ -n $(server_version) ]] || start
    lacks=$(lacking "$(server_version)")
    [[ -z $lacks ]] || fail "The engine answers, but still lacks: $lacks." \
        "The first docker in PATH is $(command -v docker)." "Next: docker version; docker compose version; docker buildx version"
    report_running "$where"
}

require_known_system() {
    local id version codename
    [[ -r /etc/os-release ]] && have apt-get && read -r id version codename < <(release) || fail \
        "A Docker engine can be installed here only on Debian 12+ or Ubuntu 22.04+." \
        "Next: install Docker Engine 24 or newer with buildx and compose v2 (macOS, Windows: Docker Desktop), start it, repeat"
    case $id:${version%%.*} in
        debian:1[2-9] | ubuntu:2[2-9]) ;;
        *) fail "A Docker engine can be installed here only on Debian 12+ or Ubuntu 22.04+; this is $id $version ($codename)." \
            "Next: install Docker Engine 24 or newer with buildx and compose v2, start it, repeat" ;;
    esac
}

case ${1:-} in
    status) (($# == 1)) && status ;;
    ensure) (($# == 1)) && ensure ;;
    *)
        printf 'engine: expected one of: status, ensure; got: %s\n' "${*:-nothing}" >&2
        exit 2
        ;;
esac
