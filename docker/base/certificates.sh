#!/usr/bin/env bash
# Carries this machine's certificate authorities into the root file system $1: behind an inspecting proxy no
# https works without them. The bundle serves at once; the single files survive a later update-ca-certificates.
set -euo pipefail

mkdir -p "$1/etc/ssl/certs" "$1/usr/local/share/ca-certificates"
cp "$CERTIFICATES" "$1/etc/ssl/certs/ca-certificates.crt"
if [[ -d /usr/local/share/ca-certificates ]]; then
    cp -RL /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
fi
