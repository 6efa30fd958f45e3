#!/usr/bin/env bash
# Succeeds when the program of this container is ready. Asks by the shell itself, because starting Node takes a hundred times as long.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${PARLANCE_HEALTH_PORT:-8080}"
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
IFS= read -r status <&3
[[ $status == *' 200 '* ]]
