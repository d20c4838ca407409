#!/bin/sh
# Starts one member of the replica set. mongod wants the members' shared key in a file that nobody else may read, which
# neither compose nor Kubernetes makes of a secret for a process that is not root.
set -eu

umask 077
keyfile=${TMPDIR:-/tmp}/keyfile
printf '%s\n' "$MONGODB_KEY" > "$keyfile"
unset MONGODB_KEY

exec mongod --replSet chat --keyFile "$keyfile" --bind_ip_all --dbpath /data/db "$@"
