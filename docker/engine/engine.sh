#!/usr/bin/env bash
# Installs and starts a local Docker engine where none is.
#
#   engine.sh status   one word on stdout
#                        running  engine >= 25 answers, buildx >= 0.13 and compose v2 are there
#                        stopped  all is installed, the engine does not answer
#                        missing  something of that is not installed or too old
#   engine.sh ensure   installs what is missing, starts a stopped engine, repairs what a crash left behind,
#                      leaves a running engine alone
#
# Exit codes: 0 done, 1 the work failed (one message on stderr), 2 wrong use (nothing was touched).
set -euo pipefail

readonly ME=engine
readonly LOG=${OLYMPIAN_ENGINE_LOG:-/var/log/olympian-dockerd.log}
# shellcheck source=machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

readonly MINIMUM_ENGINE=25
readonly MINIMUM_COMPOSE=2
readonly MINIMUM_BUILDX=13 # of 0.x: the first whose --progress=rawjson was tried; EngineGate.cs has the same number
readonly START_SECONDS=120 # from the start to the first answer
readonly LOCK_SECONDS=900  # another `ensure` may be installing
readonly ANSWER_SECONDS=3  # a healthy engine answers within milliseconds, a hung one never
readonly LOG_LIMIT=20000000

readonly SOCKET=/var/run/docker.sock
readonly PID_FILE=/var/run/docker.pid
readonly CONTAINERD_STATE=/var/run/docker/containerd
readonly SYSTEM_CONTAINERD_SOCKET=/run/containerd/containerd.sock
readonly LOCK=/run/lock/olympian-engine.lock
readonly TRIXIE_SOURCE=/etc/apt/sources.list.d/olympian-trixie.sources
readonly TRIXIE_PIN=/etc/apt/preferences.d/olympian-trixie

# ---------------------------------------------------------------- what is there

# The server's version, or nothing when it does not answer in time.
server_version() {
    have docker || return 0
    timeout -k 1 "$ANSWER_SECONDS" docker version --format '{{.Server.Version}}' </dev/null 2>/dev/null || return 0
}

compose_version() { timeout -k 1 10 docker compose version --short </dev/null 2>/dev/null || return 0; }

# The part that is a version in "github.com/docker/buildx v0.13.1 COMMIT"; Debian's build leaves the "v" out.
buildx_version() { timeout -k 1 10 docker buildx version </dev/null 2>/dev/null | cut -d' ' -f2 || return 0; }

installed_version() {
    timeout -k 1 10 dockerd --version </dev/null 2>/dev/null | sed -n 's/^Docker version \([^,]*\),.*/\1/p' || return 0
}

at_least() {
    local number=${2#v}
    number=${number%%.*}
    [[ $number =~ ^[0-9]+$ ]] && ((number >= $1))
}

# buildx is at 0.x still, so its second number decides.
is_new_buildx() {
    local version=${1#v}
    if [[ $version == 0.* ]]; then
        at_least "$MINIMUM_BUILDX" "${version#0.}"
    else
        [[ -n $version ]]
    fi
}

# What is not installed or too old, one word each; nothing when all is good enough. $1: the running engine's version.
lacking() {
    local engine=${1:-} missing=()
    if [[ -z $engine ]] && have dockerd; then
        engine=$(installed_version)
    fi
    at_least "$MINIMUM_ENGINE" "$engine" || missing+=(engine)
    if have docker; then
        at_least "$MINIMUM_COMPOSE" "$(compose_version)" || missing+=(compose)
        is_new_buildx "$(buildx_version)" || missing+=(buildx)
    else
        missing+=(client compose buildx)
    fi
    echo "${missing[*]-}"
}

# Where the client looks for its plugins. Two stats, where asking the client costs two processes of 60 MB.
has_plugin_file() {
    local directory
    for directory in "${DOCKER_CONFIG:-${HOME:-}/.docker}" /usr/local/lib/docker /usr/local/libexec/docker \
        /usr/lib/docker /usr/libexec/docker; do
        [[ -x $directory/cli-plugins/$1 ]] && return
    done
    return 1
}

# /proc/net/unix marks a listening socket with the flag 00010000; a file whose process died is not in it at all.
is_listened_to() {
    awk -v a="$1" -v b="/var$1" -v c="${1#/var}" \
        '$4 == "00010000" && ($8 == a || $8 == b || $8 == c) { found = 1 } END { exit !found }' /proc/net/unix
}

pid_in() {
    if [[ -f $1 ]]; then
        tr -cd '0-9' <"$1"
    fi
}

# is_live PID NAME: a process of that name has this pid now and still works. After a crash the number may belong
# to anybody, or to a zombie that nobody has collected, which the engine itself takes for alive.
is_live() {
    local stat
    [[ $1 =~ ^[0-9]+$ && -r /proc/$1/stat ]] && stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    [[ $stat == *"($2) "* && $stat != *"($2) "[ZX]* ]]
}

# ---------------------------------------------------------------- installing

require_installable_system() {
    local id version codename
    read -r id version codename < <(system_release)
    if have apt-get && [[ $id:${version%%.*} =~ ^(debian:1[2-9]|ubuntu:2[2-9])$ ]]; then
        return
    fi
    fail "A Docker engine can be installed here only on Debian 12+ and Ubuntu 22.04+; this is $id $version ($codename)." \
        "Next: install and start Docker Engine >= $MINIMUM_ENGINE with buildx >= 0.$MINIMUM_BUILDX and compose v2 (macOS, Windows: Docker Desktop; elsewhere: the packages docker-ce, docker-buildx-plugin, docker-compose-plugin), then repeat"
}

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# Debian 12's own engine is 20.10 with compose 1.29. Debian 13's packages install on it; a pin below every other
# source lets them supply only what is asked for by name, while updates still reach what was installed from there.
add_trixie() {
    local uri suite key
    IFS='|' read -r uri suite key < <(trixie_sources | grep '|trixie|') || fail \
        "No apt source for Debian bookworm/main is configured, so there is no mirror to take the engine from." \
        "Next: apt-get indextargets"
    printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >"$TRIXIE_PIN"
    printf '# Supplies the Docker engine (docker/engine/engine.sh); pinned in %s.\nTypes: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
        "$TRIXIE_PIN" "$uri" "$suite" "$key" >"$TRIXIE_SOURCE"
}

# $1: what is lacking.
install_packages() {
    local id version codename from="" packages=() compose=docker-compose buildx=docker-buildx
    read -r id version codename < <(system_release)
    if is_installed docker-ce-cli; then
        [[ " $1 " != *" engine "* ]] || fail "The installed docker-ce is older than $MINIMUM_ENGINE or incomplete." \
            "Next: apt-get install --only-upgrade docker-ce docker-ce-cli containerd.io"
        compose=docker-compose-plugin buildx=docker-buildx-plugin
    elif [[ $codename == bookworm ]]; then
        from=/trixie
        add_trixie
    elif [[ $id == ubuntu ]]; then
        compose=docker-compose-v2
    fi

    if [[ " $1 " == *" engine "* ]]; then
        packages+=("docker.io$from" "containerd$from" iptables)
    fi
    if [[ " $1 " == *" client "* || -n $from ]]; then
        # Ubuntu's docker.io holds the client too.
        [[ $id == ubuntu ]] && packages+=(docker.io) || packages+=("docker-cli$from")
    fi
    [[ " $1 " != *" compose "* ]] || packages+=("$compose$from")
    [[ " $1 " != *" buildx "* ]] || packages+=("$buildx$from")

    say "installing ${packages[*]} from this machine's package sources"
    finish_interrupted_installation
    apt_step "Reading the package lists" update
    # Whatever engine a person chose stays: nothing may be removed to make room for ours.
    apt_step "Installing the engine" install --no-install-recommends --no-remove -y "${packages[@]}"
}

# ---------------------------------------------------------------- starting

remove_pid_file_unless() {
    local pid
    [[ -e $1 ]] || return 0
    pid=$(pid_in "$1")
    if ! is_live "$pid" "$2"; then
        say "removing the stale pid file $1 (${pid:-no pid} is not a living $2)"
        rm -f "$1"
    fi
}

# Removes what a crashed engine left, each piece only when nothing living stands behind it.
repair() {
    local socket
    remove_pid_file_unless "$PID_FILE" dockerd
    # dockerd trusts any living pid in this file, waits for it, and in the end kills it, whosever it is.
    remove_pid_file_unless "$CONTAINERD_STATE/containerd.pid" containerd

    if [[ -d $SOCKET ]]; then
        # A container started with `-v /var/run/docker.sock:...` while no engine ran leaves a directory there.
        rmdir "$SOCKET" || fail "$SOCKET is a directory with content, expected a socket." "Next: ls -la $SOCKET"
        say "removed the empty directory in the place of $SOCKET"
    fi
    # dockerd takes a system-wide containerd for running when its socket file exists, and fails to reach it.
    for socket in "$SOCKET" "$CONTAINERD_STATE/containerd.sock" "$CONTAINERD_STATE/containerd.sock.ttrpc" \
        "$CONTAINERD_STATE/containerd-debug.sock" "$SYSTEM_CONTAINERD_SOCKET" "$SYSTEM_CONTAINERD_SOCKET.ttrpc"; do
        if [[ -e $socket ]] && ! is_listened_to "$socket"; then
            say "removing the stale socket $socket"
            rm -f "$socket"
        fi
    done
}

# Says what the engine's log names as the reason, from byte $1 on.
show_reason() {
    tail -c "+$(($1 + 1))" "$LOG" | grep -E 'level=(error|fatal)|^failed|unable to|panic:' | tail -n 5 >&2 \
        || tail -n 5 "$LOG" >&2
}

# The threads of a killed engine may still be writing; its databases have one owner at a time.
wait_for_the_dead() {
    local pid=$1 began=$SECONDS
    [[ -n $pid ]] || return 0
    until is_live "$pid" dockerd || [[ ! -d /proc/$pid/task ]] || (($(find "/proc/$pid/task" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l) <= 1)); do
        ((SECONDS - began < 15)) || fail "The killed engine (pid $pid) does not end." "Expected its threads to be gone within 15 s." "Next: ps -L -p $pid"
        sleep 0.1
    done
}

launch() {
    repair
    if [[ -d /run/systemd/system ]]; then
        say "starting the engine (systemctl start docker)"
        # After several crashes in a row systemd refuses further starts until told to forget them.
        timeout -k 5 20 systemctl reset-failed docker.service docker.socket >>"$LOG" 2>&1 \
            || say "systemd remembers no failed start"
        timeout -k 5 "$START_SECONDS" systemctl start docker.service >>"$LOG" 2>&1 \
            || fail "systemctl start docker failed." "Log: journalctl -u docker" "Next: systemctl status docker"
    else
        say "starting the engine (log: $LOG)"
        detached "$LOG" dockerd
    fi
}

start() {
    local log_start pid began=$SECONDS launched="" was_alive=no
    log_start=$(stat -c %s "$LOG")
    pid=$(pid_in "$PID_FILE")
    if is_live "$pid" dockerd; then
        say "an engine is starting already (pid $pid), waiting for its answer"
    else
        wait_for_the_dead "$pid"
        launch
        launched=$SECONDS
    fi

    while [[ -z $(server_version) ]]; do
        pid=$(pid_in "$PID_FILE")
        if is_live "$pid" dockerd; then
            was_alive=yes
        elif [[ -z $launched ]]; then
            say "that engine ended (pid $pid)"
            wait_for_the_dead "$pid"
            launch
            launched=$SECONDS
            was_alive=no
        elif [[ $was_alive == yes ]] || ((SECONDS - launched >= 10)); then
            show_reason "$log_start"
            fail "The engine ended instead of answering." "Log: $LOG" "Next: tail -n 50 $LOG"
        fi
        if ((SECONDS - began >= START_SECONDS)); then
            show_reason "$log_start"
            fail "The engine (pid $pid) does not answer: expected an answer within $START_SECONDS s." "Log: $LOG" \
                "Next: if it hangs, kill -9 $pid, then $0 ensure"
        fi
        sleep 0.2
    done
    say "the engine answers after $((SECONDS - began)) s"
}

# The API answers while containerd is dead, but no container starts. The engine restarts its own within seconds.
wait_for_containerd() {
    local began=$SECONDS
    [[ -e $CONTAINERD_STATE/containerd.pid ]] || return 0
    is_listened_to "$CONTAINERD_STATE/containerd.sock" && return
    say "the engine answers, its containerd does not: waiting until the engine has restarted it"
    until is_listened_to "$CONTAINERD_STATE/containerd.sock"; do
        ((SECONDS - began < 60)) || fail "The engine runs without its containerd, and has not restarted it within 60 s." \
            "Log: $LOG" "Next: kill $(pid_in "$PID_FILE"), then $0 ensure"
        sleep 0.2
    done
}

# The engine runs, but this user may not talk to it.
is_forbidden() { [[ -S $SOCKET && ! -w $SOCKET ]] && is_listened_to "$SOCKET"; }

fail_forbidden() {
    fail "The engine runs, but $(id -un) may not use $SOCKET." \
        "Next: sudo usermod -aG docker $(id -un), log in again, repeat (or run this as root)"
}

# ---------------------------------------------------------------- commands

status() {
    local version
    version=$(server_version)
    if ! have docker || [[ -n $version ]] && ! at_least "$MINIMUM_ENGINE" "$version"; then
        echo missing
    elif ! has_plugin_file docker-compose && ! at_least "$MINIMUM_COMPOSE" "$(compose_version)"; then
        echo missing
    elif ! is_new_buildx "$(buildx_version)"; then
        echo missing
    elif [[ -n $version ]]; then
        echo running
    elif is_this_machines_engine "$(endpoint)" && is_forbidden; then
        say "it runs, but $(id -un) may not use $SOCKET; next: $0 ensure" >&2
        echo running
    elif have dockerd || ! is_this_machines_engine "$(endpoint)"; then
        echo stopped
    else
        echo missing
    fi
}

report_running() {
    say "engine $1, compose $(compose_version) and buildx $(buildx_version) answer at $(endpoint)"
}

ensure() {
    local where version lacks
    where=$(endpoint)
    version=$(server_version)
    lacks=$(lacking "$version")
    if [[ -n $version && -z $lacks ]]; then
        is_this_machines_engine "$where" && wait_for_containerd
        report_running "$version"
        return
    fi
    is_this_machines_engine "$where" || fail \
        "The docker client talks to $where, not to this machine's engine: nothing is installed or started here." \
        "Expected engine >= $MINIMUM_ENGINE with buildx >= 0.$MINIMUM_BUILDX and compose v2; ${version:-no answer}, lacking: ${lacks:-nothing}." \
        "Next: start that engine, or: unset DOCKER_HOST DOCKER_CONTEXT; docker context use default"
    [[ -z $version ]] || at_least "$MINIMUM_ENGINE" "$version" || fail \
        "The running engine is too old: expected >= $MINIMUM_ENGINE, found $version. A running engine is left alone." \
        "Next: stop it (its containers stop too), then $0 ensure"

    if [[ -n $lacks ]]; then
        require_installable_system
    fi
    if ((EUID != 0)); then
        [[ -n $version ]] || ! is_forbidden || fail_forbidden
        again_as_root "OLYMPIAN_ENGINE_LOG=$LOG" "$0" ensure || fail "The engine could not be prepared as root." "Next, as root: $0 ensure"
        version=$(server_version)
        [[ -n $version ]] || fail_forbidden
        report_running "$version"
        return
    fi

    touch "$LOG" || fail "The log $LOG cannot be written." "Next: OLYMPIAN_ENGINE_LOG=/tmp/dockerd.log $0 ensure"
    hold "$LOCK" "$LOCK_SECONDS"
    # Another `ensure` may have done the work while this one waited.
    version=$(server_version)
    lacks=$(lacking "$version")
    if [[ -n $lacks ]]; then
        install_packages "$lacks"
        hash -r
        version=$(server_version)
    fi
    if [[ -z $version ]]; then
        if (($(stat -c %s "$LOG") > LOG_LIMIT)); then
            mv -f "$LOG" "$LOG.1"
            touch "$LOG"
        fi
        start
        version=$(server_version)
    fi
    lacks=$(lacking "$version")
    [[ -z $lacks ]] || fail "The engine answers, but still lacks: $lacks." \
        "The first docker in PATH is $(command -v docker), $(docker --version)." \
        "Next: docker version; docker compose version; docker buildx version"
    report_running "$version"
}

case $#:${1:-} in
    1:status) status ;;
    1:ensure) ensure ;;
    *)
        printf 'engine: expected one of: status, ensure; got: %s\nengine: Next: %s ensure\n' "${*:-nothing}" "$0" >&2
        exit 2
        ;;
esac
