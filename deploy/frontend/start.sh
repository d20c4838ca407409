#!/bin/sh
# Writes down what differs between deployments, for nginx reads no environment, and becomes nginx.
#   BACKEND         host:port of the back end; without it only the client's files are served
#   BODY_MAX_BYTES  as the back end has it
# A certificate in /etc/nginx/tls (tls.crt, tls.key) makes it speak TLS on 8443, and send 8080 there.
set -eu

from=/etc/nginx/chat
to=/tmp/conf
mkdir -p "$to"
rm -f "$to"/*

# 14 MB each, for its worker_connections. Files alone keep no core busy, and a pod sees all cores of its machine and may
# take little of its memory; sockets and TLS may have every core.
workers=2
if [ -n "${BACKEND:-}" ]; then
    workers=auto
    # The name server that the container was given: Docker's, or the cluster's.
    resolver=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2; exit }' /etc/resolv.conf)
    for name in http-backend server-backend; do
        sed -e "s|@BACKEND@|$BACKEND|" -e "s|@RESOLVER@|$resolver|" -e "s|@BODY_MAX_BYTES@|$BODY_MAX_BYTES|" \
            "$from/$name.conf" > "$to/$name.conf"
    done
fi

if [ -f /etc/nginx/tls/tls.crt ]; then
    cp "$from/server-tls.conf" "$from/http-redirect.conf" "$to"
else
    cp "$from/server-plain.conf" "$to"
fi

exec nginx -c "$from/nginx.conf" -g "worker_processes $workers;"
