#!/usr/bin/env bash
# packages.sh NAME...: installs packages of this machine's own release, with the same care as the engine's.
#
# Exit codes: 0 done, 1 the work failed (one message on stderr), 2 wrong use (nothing was touched).
set -euo pipefail

readonly ME=packages
readonly LOG=${OLYMPIAN_ENGINE_LOG:-/var/log/olympian-packages.log}
# shellcheck source=docker/engine/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/machine.sh"

if (($# == 0)); then
    printf 'packages: expected the names of packages; got none\npackages: Next: %s shellcheck\n' "$0" >&2
    exit 2
fi

have apt-get || fail "This machine has no apt-get to install $* with." "Next: install $* as this system does it"
if ((EUID != 0)); then
    again_as_root "$0" "$@" || fail "The packages could not be installed as root." "Next, as root: $0 $*"
    exit 0
fi

finish_interrupted_installation
apt_step "Reading the package lists" update
apt_step "Installing $*" install --no-install-recommends --no-remove -y "$@"
