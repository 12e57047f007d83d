#!/usr/bin/env bash
# Adds to Debian's nodejs in the root file system $1 what the official node image has besides: npm and the user `node`.
# NPM_REGISTRY: the registry this machine uses instead of npm's own default, or empty.
set -euo pipefail

readonly ROOT=$1

# Corepack, which Debian's nodejs brings, fetches npm and checks this hash: 200 MB and 20 s in all, where Debian's
# own npm (9.2, in 300 packages) makes it 338 MB and 43 s.
readonly NPM=npm@10.9.4+sha512.3a7506f37e85c1ba1021baad79f0cd9724748131f321fc117c4dc3ba235ec01be7327584a41d15117c01945560aa9373220628fcc1e1dddd877a5fe9b336a900

readonly MODULES=$ROOT/usr/local/lib/node_modules
export HOME=/tmp COREPACK_HOME=/tmp/corepack NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
mkdir -p "$ROOT/usr/local/etc"
# Asking for a newer npm is one more request per run, and no news in a pinned image.
printf 'update-notifier=false\n' >"$ROOT/usr/local/etc/npmrc"
if [[ -n $NPM_REGISTRY ]]; then
    export COREPACK_NPM_REGISTRY=${NPM_REGISTRY%/}
    printf 'registry=%s\n' "$NPM_REGISTRY" >>"$ROOT/usr/local/etc/npmrc"
fi
chroot "$ROOT" corepack prepare "$NPM" >&2

# Plain npm, as node images have it: Corepack's shims would obey any project's packageManager field.
mkdir -p "$MODULES"
mv "$ROOT"/tmp/corepack/npm/* "$MODULES/npm"
rm -rf "$ROOT/tmp/corepack" "$MODULES/npm/docs" "$MODULES/npm/man"
printf 'prefix=/usr/local\n' >"$MODULES/npm/npmrc"
mkdir -p "$ROOT/usr/local/bin"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$ROOT/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$ROOT/usr/local/bin/npx"
ln -s /usr/bin/node "$ROOT/usr/local/bin/node"

chroot "$ROOT" groupadd --gid 1000 node
chroot "$ROOT" useradd --uid 1000 --gid node --shell /bin/bash --create-home node
chroot "$ROOT" npm --version >/dev/null
