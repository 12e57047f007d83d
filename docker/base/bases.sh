#!/usr/bin/env bash
# Local base images for networks without a container registry: made from Debian's packages, served by a registry on
# loopback, so that `docker build --pull` keeps its meaning.
#
#   bases.sh ensure   makes what is missing or made by another recipe, starts the registry, prints as last lines
#                       NODE_IMAGE=...  and  NGINX_IMAGE=...
#   bases.sh remake   forgets all of it and makes it again: for newer packages, or after damage to the stored images
#   bases.sh stop     stops the registry
#
# OLYMPIAN_BASE_PORT (5055) and OLYMPIAN_BASE_DATA (/var/lib/olympian-base) move the registry.
# Exit codes: 0 done, 1 the work failed (one message on stderr), 2 wrong use (nothing was touched).
set -euo pipefail

readonly ME=bases
readonly PORT=${OLYMPIAN_BASE_PORT:-5055}
readonly DATA=${OLYMPIAN_BASE_DATA:-/var/lib/olympian-base}
readonly LOG=$DATA/bases.log
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../engine/machine.sh
. "$HERE/../engine/machine.sh"

readonly LOCK=$DATA/lock
readonly LOCK_SECONDS=900
readonly CONFIGURATION=$DATA/registry-$PORT.yml
readonly PID_FILE=$DATA/registry-$PORT.pid
readonly REGISTRY_LOG=$DATA/registry-$PORT.log
readonly STORAGE=$DATA/registry
readonly REGISTRY=127.0.0.1:$PORT
readonly NODE=olympian-base/node:20-trixie
readonly NGINX=olympian-base/nginx:trixie

# ---------------------------------------------------------------- what is there

# The registry npm uses on this machine, or nothing for npm's own default. No npm need be installed to know it.
# Credentials in the address are left out: it is written into an image.
npm_registry() {
    local file found=${NPM_CONFIG_REGISTRY:-${npm_config_registry:-}}
    for file in "${NPM_CONFIG_USERCONFIG:-${HOME:-/root}/.npmrc}" /etc/npmrc /usr/etc/npmrc /usr/local/etc/npmrc; do
        if [[ -z $found && -r $file ]]; then
            found=$(sed -n 's/^[[:space:]]*registry[[:space:]]*=[[:space:]]*//p' "$file" | head -n 1)
        fi
    done
    printf '%s\n' "$found" | sed -E 's#//[^/@]*@#//#'
}

# Names what an image is made of: its recipe, the mirror's and npm's addresses, the machine's certificates.
recipe_of() {
    {
        cd "$HERE" && cat rootfs.sh certificates.sh "$1"/*
        trixie_sources
        printf '%s\n' "$NPM_REGISTRY"
        cat /etc/ssl/certs/ca-certificates.crt 2>/dev/null || printf 'no certificates\n'
    } | sha256sum | cut -c1-12
}

# head_of PATH: status line and headers of an answer of whatever listens on our port; nothing when nobody does.
# Plain bash, because neither curl nor wget is on every machine.
head_of() {
    local line count
    {
        exec 8<>"/dev/tcp/127.0.0.1/$PORT" || return 0
        printf 'HEAD %s HTTP/1.1\r\nHost: %s\r\nAccept: application/vnd.docker.distribution.manifest.v2+json\r\nConnection: close\r\n\r\n' \
            "$1" "$REGISTRY" >&8
        for ((count = 0; count < 40; count++)); do
            IFS= read -r -t 3 line <&8 || break
            line=${line%$'\r'}
            [[ -n $line ]] || break
            printf '%s\n' "$line"
        done
        exec 8>&-
    } 2>/dev/null
}

# digest_of NAME:TAG: the digest the registry has under this name, or nothing.
digest_of() {
    head_of "/v2/${1%:*}/manifests/${1##*:}" | sed -n 's/^Docker-Content-Digest: //Ip'
}

# is_served NAME:TAG RECIPE: the registry serves this image under its name, and this recipe made it.
is_served() {
    local digest
    digest=$(digest_of "$1")
    [[ -n $digest && $digest == "$(digest_of "${1%:*}:recipe-$2")" ]]
}

is_all_served() { is_served "$NODE" "$1" && is_served "$NGINX" "$2"; }

# The pid of the registry with our configuration, or nothing. The pid file alone may be older than a reboot.
registry_pid() {
    local pid
    [[ -r $PID_FILE ]] || return 0
    pid=$(tr -cd '0-9' <"$PID_FILE")
    if [[ -n $pid && -r /proc/$pid/cmdline ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF " $CONFIGURATION "; then
        printf '%s\n' "$pid"
    fi
}

is_port_taken() { (exec 8<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

print_images() {
    printf 'NODE_IMAGE=%s\nNGINX_IMAGE=%s\n' "$REGISTRY/$NODE" "$REGISTRY/$NGINX"
}

# ---------------------------------------------------------------- the registry

# Debian's package would start a service of its own on all addresses, so only its program is unpacked.
registry_program() {
    if have docker-registry; then
        command -v docker-registry
    elif [[ -x $DATA/bin/docker-registry ]]; then
        printf '%s\n' "$DATA/bin/docker-registry"
    fi
}

fetch_registry_program() {
    local download=$DATA/download
    rm -rf "$download"
    mkdir -p "$download" "$DATA/bin"
    (cd "$download" && apt_step "Fetching docker-registry" download docker-registry)
    dpkg -x "$download"/docker-registry_*.deb "$download/unpacked"
    mv "$download/unpacked/usr/bin/docker-registry" "$DATA/bin/docker-registry"
    rm -rf "$download"
}

# start_registry MODE: `writable` while this script pushes, `readonly` ever after: what builds stand on is not for
# every local user to replace.
start_registry() {
    local readonly=false pid began=$SECONDS
    [[ $1 == writable ]] || readonly=true
    if is_port_taken; then
        fail "Port $PORT on 127.0.0.1 is taken by another program." \
            "Expected it free, or held by the registry of $DATA.$(have ss && ss -Hltnp "sport = :$PORT" | sed -n 's/.*users:((\(.*\)))/ Found: \1./p')" \
            "Next: OLYMPIAN_BASE_PORT=<free port> $0 ensure"
    fi
    cat >"$CONFIGURATION" <<YAML
version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: $STORAGE
  maintenance:
    readonly:
      enabled: $readonly
    uploadpurging:
      enabled: false
http:
  addr: $REGISTRY
YAML
    : >"$REGISTRY_LOG"
    # The shell that writes the pid becomes the registry, so the pid is known before anything can fail.
    # shellcheck disable=SC2016 # expanded by the inner shell
    detached "$REGISTRY_LOG" sh -c 'echo $$ >"$1" && exec "$2" serve "$3" ' sh "$PID_FILE" "$(registry_program)" "$CONFIGURATION"
    until [[ $(head_of /v2/) == "HTTP/1.1 200"* ]]; do
        pid=$(registry_pid)
        if ((SECONDS - began >= 15)) || [[ -z $pid && $SECONDS -gt $((began + 2)) ]]; then
            tail -n 3 "$REGISTRY_LOG" >&2
            fail "The registry does not answer on $REGISTRY." "Log: $REGISTRY_LOG" "Next: tail -n 20 $REGISTRY_LOG"
        fi
        sleep 0.1
    done
}

stop_registry() {
    local pid began=$SECONDS
    pid=$(registry_pid)
    [[ -n $pid ]] || return 0
    kill "$pid"
    while [[ -n $(registry_pid) ]]; do
        if ((SECONDS - began >= 5)); then
            kill -9 "$pid"
        fi
        ((SECONDS - began < 10)) || fail "The registry (pid $pid) does not end." "Next: kill -9 $pid"
        sleep 0.1
    done
    rm -f "$PID_FILE"
}

# ---------------------------------------------------------------- making images

install_tools() {
    local id version codename packages=()
    have mmdebstrap || packages+=(mmdebstrap)
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || packages+=(ca-certificates)
    [[ ${#packages[@]} -gt 0 || -z $(registry_program) ]] || return 0
    read -r id version codename < <(system_release)
    [[ $id == debian ]] || fail \
        "Local base images are made from Debian's packages, on Debian 12 or 13 only; this is $id $version ($codename)." \
        "Next: use images from a registry: --base-images=registry"
    # The build host says whether the user consented to installations; who runs this script by hand does by running it.
    [[ ${OLYMPIAN_BOOTSTRAP:-1} == 1 ]] || fail \
        "Making base images here needs ${packages[*]:-} docker-registry from Debian's packages, which are not installed." \
        "Next: run the same command with --bootstrap, which is consent to install them; or use --base-images=registry"
    say "fetching the tools: ${packages[*]:-} docker-registry"
    finish_interrupted_installation
    apt_step "Reading the package lists" update
    ((${#packages[@]} == 0)) || apt_step "Installing ${packages[*]}" install --no-install-recommends --no-remove -y "${packages[@]}"
    [[ -n $(registry_program) ]] || fetch_registry_program
}

# What a killed run left. Never through a mount: in a half-made root, dev may be the machine's own.
remove_build() {
    [[ -d $1 ]] || return 0
    if grep -qF " $1/" /proc/self/mounts; then
        fail "A killed run left something mounted below $1." "Next: grep $1 /proc/self/mounts; umount what it shows; $0 ensure"
    fi
    rm -rf --one-file-system "$1"
}

log_of() { printf '%s/%s.log\n' "$DATA" "$1"; }

# publish NAME:TAG RECIPE ROOTFS.tar [docker import ARGUMENT...]: the recipe's tag goes first, so that a cut-off run
# never leaves a name that seems to be made by this recipe.
publish() {
    local name=$1 by_recipe=${1%:*}:recipe-$2 tar=$3 reference former
    shift 3
    {
        former=$(timeout -k 5 30 docker image ls --quiet --no-trunc "$REGISTRY/$name")
        timeout -k 5 180 docker import --message "made by docker/base" "$@" "$tar" "$REGISTRY/$by_recipe"
        timeout -k 5 30 docker tag "$REGISTRY/$by_recipe" "$REGISTRY/$name"
        for reference in "$by_recipe" "$name"; do
            timeout -k 5 240 docker push --quiet "$REGISTRY/$reference"
        done
        timeout -k 5 30 docker image rm "$REGISTRY/$by_recipe"
        if [[ -n $former && $former != "$(docker image ls --quiet --no-trunc "$REGISTRY/$name")" ]]; then
            timeout -k 5 30 docker image rm "$former" || printf 'The former image %s is in use and stays.\n' "$former"
        fi
    } </dev/null
}

# make IMAGE NAME:TAG RECIPE BUILD [docker import ARGUMENT...]
make() {
    local image=$1 name=$2 recipe=$3 build=$4 began=$SECONDS log
    log=$(log_of "$1")
    shift 4
    mkdir -p "$build/$image"
    "$HERE/rootfs.sh" "$image" "$build/$image/rootfs.tar" </dev/null >"$log" 2>&1 &
    # Forwarded, because a background job ignores the terminal's interrupt.
    # shellcheck disable=SC2064 # the pid of now
    trap "kill $!; wait $!; exit 130" INT TERM
    wait $!
    say "$name: packages unpacked after $((SECONDS - began)) s"
    publish "$name" "$recipe" "$build/$image/rootfs.tar" --change "LABEL org.olympian.base-recipe=$recipe" "$@" \
        >>"$log" 2>&1
    say "$name: served after $((SECONDS - began)) s"
}

# make_missing NODE-RECIPE NGINX-RECIPE
make_missing() {
    local build=$DATA/build jobs=() images=() job failed=""
    remove_build "$build"
    stop_registry
    start_registry writable

    if ! is_served "$NODE" "$1"; then
        # Node reads the CA bundle only where this variable points; curl finds it by itself.
        make node "$NODE" "$1" "$build" --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
            --change 'CMD ["node"]' &
        jobs+=($!) images+=(node)
    fi
    if ! is_served "$NGINX" "$2"; then
        make nginx "$NGINX" "$2" "$build" --change 'EXPOSE 80' --change 'STOPSIGNAL SIGQUIT' \
            --change 'CMD ["nginx", "-g", "daemon off;"]' &
        jobs+=($!) images+=(nginx)
    fi
    trap 'kill "${jobs[@]}"; wait; stop_registry; exit 130' INT TERM
    say "making ${images[*]} from Debian's packages (about a minute; logs in $DATA)"
    for job in "${!jobs[@]}"; do
        wait "${jobs[$job]}" || failed=${images[$job]}
    done
    trap - INT TERM
    # What was made before stays served, whatever became of the rest.
    stop_registry
    start_registry readonly
    remove_build "$build"
    if [[ -n $failed ]]; then
        tail -n 10 "$(log_of "$failed")" >&2
        fail "Making the base image $failed failed." "Log: $(log_of "$failed")" "Next: tail -n 50 $(log_of "$failed"); then $0 ensure"
    fi
}

# ---------------------------------------------------------------- commands

as_root() {
    again_as_root "OLYMPIAN_BASE_PORT=$PORT" "OLYMPIAN_BASE_DATA=$DATA" "NPM_CONFIG_REGISTRY=$NPM_REGISTRY" \
        "OLYMPIAN_BOOTSTRAP=${OLYMPIAN_BOOTSTRAP:-1}" "$0" "$1" \
        || fail "The base images could not be prepared as root, which mmdebstrap needs." \
            "Next, as root: OLYMPIAN_BASE_PORT=$PORT OLYMPIAN_BASE_DATA=$DATA $0 $1"
}

require_port() {
    if ! [[ $PORT =~ ^[0-9]{1,5}$ ]] || ((PORT < 1 || PORT > 65535)); then
        printf 'bases: OLYMPIAN_BASE_PORT: expected a port, 1 to 65535; got: %s\nbases: Next: unset OLYMPIAN_BASE_PORT\n' "$PORT" >&2
        exit 2
    fi
}

ensure() {
    local recipes where
    where=$(endpoint)
    is_this_machines_engine "$where" || fail \
        "The docker client talks to $where, which cannot reach a registry on this machine's loopback address." \
        "Next: use images from a registry: --base-images=registry"
    recipes=("$(recipe_of node)" "$(recipe_of nginx)")
    if is_all_served "${recipes[@]}"; then
        say "all is there, served on $REGISTRY"
        print_images
        return
    fi
    if ((EUID != 0)); then
        as_root ensure
        return
    fi
    [[ -n $(timeout -k 1 5 docker version --format '{{.Server.Version}}' </dev/null 2>/dev/null) ]] || fail \
        "The Docker engine does not answer; base images are stored in it." "Next: $(cd "$HERE/../engine" && pwd)/engine.sh ensure"

    mkdir -p "$DATA" || fail "$DATA cannot be made." "Next: OLYMPIAN_BASE_DATA=<directory> $0 ensure"
    hold "$LOCK" "$LOCK_SECONDS"
    : >"$LOG"
    install_tools
    recipes=("$(recipe_of node)" "$(recipe_of nginx)") # the tools may have brought the certificates
    [[ -n $(registry_pid) ]] || start_registry readonly
    is_all_served "${recipes[@]}" || make_missing "${recipes[@]}"
    is_all_served "${recipes[@]}" || fail \
        "The registry does not serve what was just pushed." "Log: $REGISTRY_LOG" "Next: $0 remake"
    say "served on $REGISTRY, data in $DATA"
    print_images
}

stop() {
    if ((EUID != 0)) && [[ -n $(registry_pid) ]]; then
        as_root stop
        return
    fi
    if [[ -n $(registry_pid) ]]; then
        stop_registry
        say "stopped the registry on $REGISTRY"
    else
        say "no registry of $DATA runs on $REGISTRY"
    fi
}

remake() {
    if ((EUID != 0)); then
        as_root remake
        return
    fi
    if [[ -d $DATA ]]; then
        hold "$LOCK" "$LOCK_SECONDS"
        stop_registry
        rm -rf --one-file-system "$STORAGE"
        exec 9>&-
    fi
    ensure
}

require_port
NPM_REGISTRY=$(npm_registry)
export NPM_REGISTRY
case $#:${1:-} in
    1:ensure) ensure ;;
    1:remake) remake ;;
    1:stop) stop ;;
    *)
        printf 'bases: expected one of: ensure, remake, stop; got: %s\nbases: Next: %s ensure\n' "${*:-nothing}" "$0" >&2
        exit 2
        ;;
esac
