# What engine.sh and ../base/bases.sh both need to know about this machine. Sourced, never run.
# The sourcing script sets ME (prefix of every line it prints) and LOG (where package tools write).
# shellcheck shell=bash

readonly APT_SECONDS=480 # all of one apt-get run

# An ordinary user's PATH lacks the sbin directories on Debian, where dockerd, iptables and chroot live.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() { printf '%s: %s\n' "$ME" "$*"; }

# fail WHAT FAILED [EXPECTED AND ACTUAL] [NEXT COMMAND]: one message, then the end.
fail() {
    local line
    for line in "$@"; do
        printf '%s: %s\n' "$ME" "$line" >&2
    done
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The address the docker client would talk to: environment first, then the current context, then the usual socket.
endpoint() {
    if [[ -n ${DOCKER_HOST:-} ]]; then
        printf '%s\n' "$DOCKER_HOST"
    elif have docker && [[ -n ${DOCKER_CONTEXT:-} || -f ${DOCKER_CONFIG:-${HOME:-/}/.docker}/config.json ]]; then
        timeout -k 1 5 docker context inspect --format '{{.Endpoints.docker.Host}}' </dev/null \
            || fail "The current docker context cannot be read." "Next: docker context ls"
    else
        printf 'unix:///var/run/docker.sock\n'
    fi
}

is_this_machines_engine() { [[ $1 == unix:///var/run/docker.sock || $1 == unix:///run/docker.sock ]]; }

# `ID VERSION CODENAME` of this system, e.g. `debian 12 bookworm`.
system_release() {
    [[ -r /etc/os-release ]] || { printf '%s - none\n' "$(uname -s)" && return; }
    # shellcheck source=/dev/null
    (. /etc/os-release && printf '%s %s %s\n' "${ID:-unknown}" "${VERSION_ID:-0}" "${VERSION_CODENAME:-none}")
}

# The package sources of release $1 that this machine's apt is configured for, as `URI|SUITE|KEYRING` lines,
# in both of apt's formats. Mirrors are never named in our files: what the machine trusts is what is used.
apt_sources_of() {
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [[ -f $file ]] && sed -E 's/#.*//' "$file" | awk -v codename="$1" '
            $1 == "deb" {
                key = ""
                if (match($0, /\[[^]]*\]/)) {
                    options = substr($0, RSTART + 1, RLENGTH - 2)
                    if (match(options, /signed-by=[^ ]+/)) key = substr(options, RSTART + 10, RLENGTH - 10)
                    sub(/\[[^]]*\]/, "")
                }
                for (i = 4; i <= NF; i++)
                    if ($i == "main" && ($3 == codename || index($3, codename "-") == 1)) print $2 "|" $3 "|" key
            }'
    done
    for file in /etc/apt/sources.list.d/*.sources; do
        # Our own addition is derived from the others.
        [[ -f $file && $file != */olympian-* ]] && sed '/^#/d' "$file" | awk -v codename="$1" '
            function emit(   u, s, i, j, n, m) {
                n = split(field["uris"], u, " "); m = split(field["suites"], s, " ")
                if ((" " field["types"] " ") ~ / deb / && (" " field["components"] " ") ~ / main / && tolower(field["enabled"]) !~ /no|false|0/)
                    for (i = 1; i <= n; i++) for (j = 1; j <= m; j++)
                        if (s[j] == codename || index(s[j], codename "-") == 1) print u[i] "|" s[j] "|" field["signed-by"]
                delete field
            }
            /^[ \t]*$/ { emit(); next }
            /^[ \t]/ { field[name] = field[name] " " $0; next }
            { name = tolower($0); sub(/:.*/, "", name); value = $0; sub(/^[^:]*:[ \t]*/, "", value); field[name] = value }
            END { emit() }'
    done
    return 0
}

# The same sources for Debian 13, whichever of Debian 12 and 13 this machine runs.
trixie_sources() {
    local uri suite key codename
    for codename in trixie bookworm; do
        apt_sources_of "$codename" | while IFS='|' read -r uri suite key; do
            case $suite in "$codename" | "$codename-updates" | "$codename-security") ;; *) continue ;; esac
            # A key written into the source itself spans lines; Debian's own keyring is then the one meant.
            [[ $key == /* ]] || key=/usr/share/keyrings/debian-archive-keyring.gpg
            printf '%s|%s|%s\n' "${uri%/}" "trixie${suite#"$codename"}" "$key"
        done
    done | awk '!seen[$0]++'
}

# Another package run, such as a system's daily one, holds these. apt-get can wait for dpkg's locks but not for the
# lists', and dpkg for none. The kernel's table tells a held lock from a lock file that merely exists.
wait_for_package_locks() {
    local began=$SECONDS file held=first
    while [[ -n $held ]]; do
        held=""
        for file in /var/lib/apt/lists/lock /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock; do
            if [[ -e $file ]] && grep -q ":$(stat -c %i "$file") " /proc/locks; then
                held=$file
            fi
        done
        if [[ -n $held ]]; then
            ((SECONDS - began > 0)) || say "waiting for another package run (it holds $held)"
            ((SECONDS - began < 300)) || fail "Another package run has held $held for 300 s." "Next: fuser -v $held"
            sleep 1
        fi
    done
}

# apt_step WHAT ARGUMENT...: one apt-get run with a time limit; its output goes to the log, the end of it is shown on failure.
apt_step() {
    local what=$1 output status=0
    shift
    wait_for_package_locks
    output=$(mktemp)
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l timeout -k 10 "$APT_SECONDS" apt-get \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o APT::Color=0 \
        -q "$@" </dev/null >"$output" 2>&1 9>&- || status=$? # 9: a service started by a package must not keep our lock
    cat "$output" >>"$LOG"
    if ((status != 0)); then
        grep -E '^(E|W|Err)[: ]' "$output" | tail -n 5 >&2 || tail -n 5 "$output" >&2
        rm -f "$output"
        if ((status == 124 || status == 137)); then
            fail "$what took longer than $APT_SECONDS s and was stopped." "Log: $LOG" "Next: apt-get $*"
        fi
        fail "$what failed (apt-get exit $status)." "Log: $LOG" "Next: apt-get $*"
    fi
    # apt-get counts unreachable sources as success; what then cannot be found needs this explanation.
    sed -n '/unsandboxed as root/d; /^W: /p' "$output" | tail -n 3 >&2
    rm -f "$output"
}

# A package installation that was cut off blocks every later one.
finish_interrupted_installation() {
    wait_for_package_locks # a run that is still at work looks interrupted too
    [[ -n $(dpkg --audit 2>/dev/null) ]] || return 0
    say "finishing an interrupted package installation first"
    DEBIAN_FRONTEND=noninteractive timeout -k 10 "$APT_SECONDS" dpkg --configure -a </dev/null >>"$LOG" 2>&1 \
        || fail "An earlier package installation was interrupted and cannot be finished." "Log: $LOG" "Next: dpkg --configure -a"
}

# detached LOG COMMAND...: starts a process that outlives this script and whoever runs it: own session, no
# inherited descriptor (a caller that reads our output to its end would wait for ever), no borrowed directory.
detached() {
    local log=$1
    shift
    (
        cd /
        local descriptor
        for descriptor in /proc/self/fd/*; do
            descriptor=${descriptor##*/}
            if ((descriptor > 2)); then
                eval "exec $descriptor>&-"
            fi
        done
        exec setsid --fork "$@" </dev/null >>"$log" 2>&1
    )
}

# again_as_root SCRIPT ARGUMENT... [NAME=VALUE...]: the same command through sudo.
again_as_root() {
    have sudo || fail "This needs root, and there is no sudo." "Next, as root: $*"
    say "this needs root: running sudo"
    local without_prompt=(-n)
    [[ -t 0 ]] && without_prompt=()
    sudo "${without_prompt[@]}" -- env "$@"
}

# hold LOCK SECONDS: waits for the lock and keeps it (descriptor 9) until this script ends.
hold() {
    mkdir -p "${1%/*}"
    exec 9>"$1"
    flock -n 9 && return
    say "waiting for another run to finish (it holds $1)"
    flock -w "$2" 9 || fail "Another run has held $1 for $2 s." "Next: fuser -v $1"
}
