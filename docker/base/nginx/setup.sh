#!/usr/bin/env bash
# Gives Debian's nginx in the root file system $1 the official image's shape: the user `nginx` (101), configuration
# in conf.d, pages in /usr/share/nginx/html, logs on the container's output.
set -euo pipefail

readonly ROOT=$1
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

chroot "$ROOT" groupadd --system --gid 101 nginx
chroot "$ROOT" useradd --system --uid 101 --gid nginx --home-dir /var/cache/nginx --no-create-home \
    --shell /usr/sbin/nologin nginx

rm -rf "$ROOT/etc/nginx/sites-enabled" "$ROOT/etc/nginx/sites-available" "$ROOT/etc/nginx/snippets" "$ROOT/var/www"
mkdir -p "$ROOT/etc/nginx/conf.d" "$ROOT/usr/share/nginx/html"
install -m 644 "$HERE/nginx.conf" "$ROOT/etc/nginx/nginx.conf"
install -m 644 "$HERE/default.conf" "$ROOT/etc/nginx/conf.d/default.conf"
install -m 644 "$HERE/index.html" "$ROOT/usr/share/nginx/html/index.html"

# Debian's build keeps its temporary files here; as root's they would stop a non-root nginx from starting.
mkdir -p "$ROOT/var/cache/nginx" "$ROOT"/var/lib/nginx/{body,fastcgi,proxy,scgi,uwsgi}
chroot "$ROOT" chown -R nginx:nginx /var/cache/nginx /var/lib/nginx

mkdir -p "$ROOT/var/log/nginx"
ln -sf /dev/stdout "$ROOT/var/log/nginx/access.log"
ln -sf /dev/stderr "$ROOT/var/log/nginx/error.log"
chroot "$ROOT" nginx -tq
