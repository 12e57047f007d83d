#!/usr/bin/env bash
# Starts the build host with the arguments as they are: ./build.sh --target=Help
#
# The host (build/Olympian.Build) is published once for each state of its sources into artifacts/host/ and started from there.
# Needs bash 3.2 or newer (macOS has that one), and the .NET SDK; --bootstrap installs an SDK when there is none.
# Exit codes: those of the host; 1 when it cannot be built, 2 when there is no SDK, 130 when interrupted.
set -euo pipefail

root=${BASH_SOURCE[0]}
while [[ -L $root ]]; do # the script may be started through a link, and readlink -f is not everywhere
    link=$(readlink -- "$root")
    [[ $link == /* ]] || link=$(dirname -- "$root")/$link
    root=$link
done
[[ $root == */* ]] && root=${root%/*} || root=.
root=$(CDPATH='' cd -P -- "${root:-/}" && printf '%s.' "$PWD") # the dot keeps a newline at the end of the name
root=${root%.}

readonly root
readonly hosts=$root/artifacts/host
readonly world_file=$root/artifacts/cake-packages.props
readonly lock=$hosts/lock
readonly program=Olympian.Build
readonly world_packages='Cake\.Frosting|Cake\.Docker|Cake\.FileHelpers|Cake\.Frosting\.Git'
readonly lock_seconds=900 # a publish takes seconds; on a slow line with an empty package cache, minutes
readonly keep_minutes=10  # a host that was replaced so recently may be about to be started by another build.sh

say() { printf 'build.sh: %s\n' "$*" >&2; }

# fail EXIT-CODE WHAT-FAILED [EXPECTED-AND-ACTUAL] NEXT-COMMAND
fail() {
    local code=$1
    shift
    printf 'build.sh: %s\n' "$@" >&2
    exit "$code"
}

# ---------------------------------------------------------------- is the published host still that of these sources?

# The files that decide what the host is, build/ apart; a new or vanished one changes the list itself.
list_inputs() {
    local candidate
    inputs=(build)
    for candidate in global.json .editorconfig Directory.Build.props Directory.Build.targets Directory.Packages.props \
        NuGet.config nuget.config NuGet.Config artifacts/cake-packages.props; do
        [[ ! -e $root/$candidate ]] || inputs+=("$candidate")
    done
}

# Whether anything changed since the stamp was made. The inode's change time counts (-cnewer): unlike the modification time it cannot
# be set back, as `git checkout` and `touch -d` do. Directories are looked at too, so that a file that vanished is noticed.
nothing_changed_since() {
    local changed
    changed=$(
        cd -- "$root"
        find "${inputs[@]}" "$dotnet_root/sdk" "$dotnet_root/shared/Microsoft.NETCore.App" \
            \( -path "$dotnet_root/sdk/*" -o -path "$dotnet_root/shared/*/*" -o -name bin -o -name obj \) -prune \
            -o -cnewer "$1" -print 2>&1
    ) && [[ -z $changed ]]
}

# Sets path_dotnet to the dotnet that PATH leads to, or to nothing. (`type -P` would cost a process on every start.)
look_up_dotnet() {
    local directory IFS=:
    path_dotnet=
    for directory in $PATH; do
        if [[ -f ${directory:-.}/dotnet && -x ${directory:-.}/dotnet ]]; then
            path_dotnet=${directory:-.}/dotnet
            return
        fi
    done
}

# A stamp holds, one a line: the host's directory; the SDK's root; that again if PATH leads to another dotnet or to none; the dotnet that
# PATH led to at that time; the inputs.
read_stamp() {
    {
        IFS= read -r host && IFS= read -r dotnet_root && IFS= read -r path_prefix && IFS= read -r stamped_dotnet \
            && IFS= read -r stamped_inputs
    } <"$1" 2>/dev/null
}

host_is_ready() { [[ -x $hosts/$1/$program ]]; }

start_host() {
    # What the host starts in turn (dotnet test, ...) shall find the same SDK.
    export PATH=${path_prefix:+$path_prefix:}$PATH DOTNET_ROOT=$dotnet_root OLYMPIAN_ROOT=$root
    exec "$hosts/$host/$program" "$@"
}

# ---------------------------------------------------------------- the SDK

sdk_version() { (cd -- "$root" && DOTNET_NOLOGO=1 "$1" --version 2>/dev/null); }

sdk_wanted() { sed -n 's/^.*"version"[^"]*"\([^"]*\)".*$/\1/p' "$root/global.json"; }

resolve() {
    local path=$1 link
    while [[ -L $path ]]; do
        link=$(readlink -- "$path")
        [[ $link == /* ]] || link=${path%/*}/$link
        path=$link
    done
    printf '%s\n' "$path"
}

# Sets dotnet, dotnet_root, path_prefix and sdk to the first SDK that satisfies global.json.
find_sdk() {
    local candidate
    for candidate in "$path_dotnet" "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$root/artifacts/dotnet/dotnet" \
        "${HOME:+$HOME/.dotnet/dotnet}"; do
        if [[ -n $candidate && -x $candidate ]] && sdk=$(sdk_version "$candidate"); then
            dotnet=$candidate
            dotnet_root=$(resolve "$candidate")
            dotnet_root=${dotnet_root%/*}
            [[ $candidate == "$path_dotnet" ]] && path_prefix= || path_prefix=$dotnet_root
            return 0
        fi
    done
    return 1
}

is_bootstrap() {
    local argument
    for argument in "$@"; do
        case $argument in
            --) return 1 ;;
            --bootstrap | --bootstrap=true) return 0 ;;
        esac
    done
    return 1
}

# fetch URL FILE
fetch() {
    if type -P curl >/dev/null; then
        curl --fail --silent --show-error --location --proto '=https' --retry 3 --connect-timeout 20 --max-time 300 --output "$2" -- "$1"
    elif type -P wget >/dev/null; then
        wget --quiet --https-only --tries=3 --timeout=60 --output-document="$2" -- "$1"
    else
        say "neither curl nor wget is there to download $1"
        return 1
    fi
}

install_sdk() {
    local version script
    version=$(sdk_wanted)
    script=$root/artifacts/dotnet-install.sh
    say "installing the .NET SDK $version into artifacts/dotnet with Microsoft's dotnet-install script"
    mkdir -p -- "$root/artifacts"
    fetch https://dot.net/v1/dotnet-install.sh "$script" || fail 1 \
        "Microsoft's dotnet-install script could not be downloaded from https://dot.net/v1/dotnet-install.sh." \
        "Next: install the .NET SDK $version from https://dotnet.microsoft.com/download/dotnet, then repeat"
    bash "$script" --version "$version" --install-dir "$root/artifacts/dotnet" --no-path >&2 || fail 1 \
        "The .NET SDK $version could not be installed." \
        "Next: install it from https://dotnet.microsoft.com/download/dotnet, then repeat"
}

require_sdk() {
    find_sdk && return
    if is_bootstrap "$@"; then
        install_sdk
        find_sdk && return
        fail 1 "The .NET SDK was installed into artifacts/dotnet, but does not run." "Next: artifacts/dotnet/dotnet --info"
    fi
    local found=none
    [[ -z $path_dotnet ]] || found=$("$path_dotnet" --list-sdks 2>/dev/null | tr '\n' ';') || found="a dotnet that does not run"
    fail 2 "There is no .NET SDK that satisfies global.json." \
        "Expected $(sdk_wanted) or a newer one of the same major version, found: ${found:-none}" \
        "Next: $0 --bootstrap $*   (or install it from https://dotnet.microsoft.com/download/dotnet)"
}

# ---------------------------------------------------------------- the lock

is_running() { kill -0 "$1" 2>/dev/null || ps -p "$1" >/dev/null 2>&1; }

lock_holder() { cat -- "$lock/pid" 2>/dev/null || printf ''; }

# Removes a lock whose holder is gone. Only one process at a time may judge: between judging and removing, the holder could have been
# replaced by a living one.
remove_stale_lock() {
    local holder
    [[ -z $(find "$lock.judging" -maxdepth 0 -mmin +1 2>/dev/null) ]] || rmdir -- "$lock.judging" 2>/dev/null || return 0
    mkdir -- "$lock.judging" 2>/dev/null || return 0
    holder=$(lock_holder)
    if [[ -n $holder ]] && ! is_running "$holder"; then
        say "removing the lock of a build.sh that is gone (pid $holder)"
        rm -rf -- "$lock"
    elif [[ -z $holder && -n $(find "$lock" -maxdepth 0 -mmin +1 2>/dev/null) ]]; then
        rm -rf -- "$lock"
    fi
    rmdir -- "$lock.judging"
}

# `mkdir` is the one atomic test-and-set that every system has; macOS has no flock.
take_lock() {
    local began=$SECONDS told=
    mkdir -p -- "$hosts"
    until mkdir -- "$lock" 2>/dev/null; do
        [[ -d $lock || -w $hosts ]] || fail 1 "artifacts/host cannot be written." "Next: ls -ld '$hosts'"
        remove_stale_lock
        if [[ -z $told && -d $lock ]]; then
            told=yes
            say "waiting for another build.sh that prepares the host (pid $(lock_holder))"
        fi
        ((SECONDS - began < lock_seconds)) || fail 1 \
            "Another build.sh (pid $(lock_holder)) has held artifacts/host/lock for $lock_seconds s." \
            "Next: end that process, or if it is gone: rm -r '$lock'"
        sleep 0.2
    done
    printf '%s\n' "$$" >"$lock/pid"
    trap 'release' EXIT
    trap 'release; trap - EXIT; exit 130' INT TERM HUP
}

release() {
    rm -rf -- "${fresh:-$hosts/.none}" "$lock"
}

# ---------------------------------------------------------------- publishing

# The host's identity: content and path of every input, the SDK, the package world. Times do not count.
identity() {
    local digest
    digest=$(
        cd -- "$root"
        {
            printf '%s\n' "$sdk" "$world"
            # The remembered world counts by its value; lock files hold for builds that are not for one platform.
            find "${inputs[@]}" \( -name bin -o -name obj -o -name cake-packages.props -o -name packages.lock.json \) -prune \
                -o -type f -print0 \
                | xargs -0 "${hasher[@]}" | LC_ALL=C sort
        } | "${hasher[@]}"
    ) || fail 1 "The build's own sources cannot all be read." "Next: ls -lR build"
    printf '%s\n' "${digest:0:16}"
}

run_dotnet() {
    # No server of the SDK's is left behind: it would hold this terminal, pipe or CI step open.
    DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 \
        MSBUILDDISABLENODEREUSE=1 "$dotnet" "$@" -nologo --disable-build-servers \
        --artifacts-path "$hosts/obj" -p:OlympianHost=true -p:CakePackages="$world" </dev/null
}

show_log() {
    grep -E '(error|warning) [A-Z]+[0-9]+' "$1" | LC_ALL=C sort -u >&2 || tail -n 30 -- "$1" >&2
}

# What the pins say; the remembered world holds as long as they do.
pins() {
    local digest
    digest=$("${hasher[@]}" "$root/Directory.Packages.props")
    printf '%s\n' "${digest%% *}"
}

remembered_world() {
    local line found=
    [[ -f $world_file ]] || return 1
    while IFS= read -r line; do
        case $line in
            *"<CakePackages "*published*) found=published ;;
            *"<CakePackages "*bundled*) found=bundled ;;
            *"<CakePackagesPins>"*) [[ $line == *"<CakePackagesPins>$(pins)<"* ]] || return 1 ;;
        esac
    done <"$world_file"
    [[ -n $found ]] && world=$found
}

remember_world() {
    cat >"$world_file.$$" <<PROPS
<Project>
  <!-- Written by build.sh: where the Cake packages come from on this machine, found out by asking its package feed. -->
  <PropertyGroup>
    <CakePackages Condition="'\$(CakePackages)' == ''">$world</CakePackages>
    <CakePackagesPins>$(pins)</CakePackagesPins>
  </PropertyGroup>
</Project>
PROPS
    mv -f -- "$world_file.$$" "$world_file"
}

# Sets world: what the environment says; else what was found out before with the same pins; else what the feed answers now.
choose_world() {
    local log=$hosts/restore.log
    case ${CakePackages:-} in
        published | bundled)
            world=$CakePackages
            return
            ;;
        '') ;;
        *)
            fail 2 "The environment variable CakePackages names no package world." \
                "Expected published or bundled, found '$CakePackages'." "Next: unset CakePackages"
            ;;
    esac
    remembered_world && return

    world=published
    if ! run_dotnet restore "$root/build/$program/$program.csproj" >"$log" 2>&1; then
        # Only "there is no such package or version", and only for the packages that Cake.Bundled stands in for.
        if grep -q -E 'error NU110[12]: ' "$log" \
            && ! grep -E '(^|[ :])error( [A-Z]+[0-9]+)?:' "$log" \
                | grep -v -E "error NU110[12]: Unable to find package ($world_packages)(\.| with version)" | grep -q .; then
            world=bundled
            say "the package feed lacks the Cake addins: using Cake.Tool's assemblies and build/Cake.Bundled instead"
        else
            show_log "$log"
            fail 1 "The build host's packages could not be restored." "The whole output: $log" \
                "Next: dotnet restore build/$program   (or, to use no Cake addin from the feed: CakePackages=bundled $0)"
        fi
    fi
    remember_world
}

# Publishes into a directory of its own and moves it into place at once, so that a half-made host is never found.
publish() {
    local log=$hosts/publish.log
    say "building the build host (its sources changed, or this is the first start)"
    fresh=$hosts/.new.$$
    # MSBuild goes by modification times and would keep what an edit with an old date should replace. What it made of packages stays.
    rm -rf -- "$hosts/obj/bin"
    [[ ! -d $hosts/obj/obj ]] || find "$hosts/obj/obj" -mindepth 3 -maxdepth 3 -type f -name '*.dll' -exec rm -f -- {} +
    if ! run_dotnet publish "$root/build/$program/$program.csproj" -c Release --use-current-runtime -o "$fresh" -v quiet >"$log" 2>&1; then
        show_log "$log"
        fail 1 "The build host does not compile." "The whole output: $log" "Next: dotnet build build/$program"
    fi
    [[ -x $fresh/$program ]] || fail 1 "Publishing the build host made no $program." "The whole output: $log" "Next: dotnet build build/$program"
    mv -- "$fresh" "$hosts/$host"
}

# Removes hosts that were replaced, except one that runs or was in use a moment ago.
remove_old_hosts() {
    local old name running
    [[ -z ${previous:-} || $previous == "$host" || ! -d $hosts/$previous ]] || touch -- "$hosts/$previous"
    running=$(ps -A -o args= 2>/dev/null) || return 0
    while IFS= read -r old; do
        name=${old##*/}
        if [[ $name != "$host" && $running != *"$old/$program"* ]]; then
            mv -- "$old" "$hosts/.old.$$"
            rm -rf -- "$hosts/.old.$$"
        fi
    done < <(find "$hosts" -mindepth 1 -maxdepth 1 -type d \( -name '[0-9a-f]*' -o -name '.new.*' \) -mmin "+$keep_minutes")
}

write_stamp() {
    printf '%s\n' "$host" "$dotnet_root" "$path_prefix" "$path_dotnet" "${inputs[*]}" >"$hosts/.stamp.$$"
    # The time of before the sources were read, cut to the second, so that a change made meanwhile is newer than the stamp.
    TZ=UTC0 touch -t "$started" -- "$hosts/.stamp.$$"
    mv -f -- "$hosts/.stamp.$$" "$hosts/${CakePackages:-found}.stamp"
}

prepare_host() {
    [[ ${DOTNET_CLI_HOME:-} != "$root/artifacts/home" ]] || mkdir -p -- "$DOTNET_CLI_HOME"
    require_sdk "$@"
    take_lock
    started=$(TZ=UTC0 date +%Y%m%d%H%M.%S)
    if type -P sha256sum >/dev/null; then hasher=(sha256sum); else hasher=(shasum -a 256); fi
    choose_world
    list_inputs
    host=$(identity)
    if ! host_is_ready "$host"; then
        publish
    fi
    remove_old_hosts
    write_stamp
    release
    trap - EXIT INT TERM HUP
}

# ----------------------------------------------------------------

# dotnet refuses to start for a user without a home directory, as containers and CI have them.
if [[ ! -d ${HOME:-} && -z ${DOTNET_CLI_HOME:-} ]]; then
    export DOTNET_CLI_HOME=$root/artifacts/home
fi
list_inputs
look_up_dotnet
stamp=$hosts/${CakePackages:-found}.stamp
previous=
if [[ -f $stamp ]] && read_stamp "$stamp"; then
    previous=$host
    if [[ $stamped_inputs == "${inputs[*]}" && $stamped_dotnet == "$path_dotnet" ]] \
        && host_is_ready "$host" && nothing_changed_since "$stamp"; then
        start_host "$@"
    fi
fi
prepare_host "$@"
start_host "$@"
