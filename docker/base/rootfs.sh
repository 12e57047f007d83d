#!/usr/bin/env bash
# Makes the root file system of one local base image from Debian 13's packages.
#
#   rootfs.sh node OUT.tar     node 20, npm, the user `node` (1000): stands in for node:*-slim
#   rootfs.sh nginx OUT.tar    nginx, curl, the user `nginx` (101): stands in for nginx:*
#
# Everything that decides the content of the images is in this file, node/ and nginx/, so that a hash over them
# tells whether an image must be made again. Run by bases.sh, as root, with NPM_REGISTRY set (node/setup.sh).
set -euo pipefail

readonly ME=bases
readonly LOG=/dev/stderr
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../engine/machine.sh
. "$HERE/../engine/machine.sh"

export CERTIFICATES=/etc/ssl/certs/ca-certificates.crt

# debian IMAGE OUT.tar PACKAGES: Debian 13 with these packages, then IMAGE/setup.sh on its root directory.
debian() {
    local image=$1 out=$2 packages=$3 uri suite key sources=() option
    shift 3
    while IFS='|' read -r uri suite key; do
        sources+=("deb [signed-by=$key] $uri $suite main")
    done < <(trixie_sources)
    ((${#sources[@]} > 0)) || fail "No apt source for Debian 12 or 13 is configured, so there is no mirror to make base images from." \
        "Next: use images from a registry: --base-images=registry"

    # What this machine's apt needs to reach its mirror, the temporary one needs too.
    while read -r option; do
        set -- "$@" "--aptopt=$option"
    done < <(apt-config dump | grep -E '^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy)' || printf '')

    # An image is made again rather than repaired, so nothing need survive a power cut: no fsync.
    # exec: a signal to this script reaches mmdebstrap, which then takes its mounts down.
    export SOURCE_DATE_EPOCH=1735689600 TMPDIR=${out%/*}
    exec timeout -k 30 600 mmdebstrap --quiet --mode=root --variant=minbase \
        --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/lintian/*' \
        --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Retries "3"' --aptopt='Acquire::http::Timeout "30"' \
        --include="$packages" --customize-hook="$HERE/certificates.sh" --customize-hook="$HERE/$image/setup.sh" \
        "$@" trixie "$out" "${sources[@]}" </dev/null
}

case $#:${1:-} in
    2:node) debian node "$2" nodejs ;;
    2:nginx) debian nginx "$2" nginx,curl ;;
    *)
        printf 'bases: expected: %s node|nginx OUT.tar\n' "$0" >&2
        exit 2
        ;;
esac
