#!/usr/bin/env bash
# PID 1 of the cluster's network, mount and PID namespaces: starts every service and restarts it when it ends.
# Everything it creates is in these namespaces, so that nothing outlives it.
# usage: bundle.sh CLUSTER_FOLDER
set -euo pipefail

cluster=$1

mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/lock
# CNI, kubelet and pods write below /var in any configuration; the overlay protects the host's /var.
mount -t overlay overlay -o "lowerdir=/var,upperdir=$cluster/var/upper,workdir=$cluster/var/work" /var
sysctl --quiet --write net.ipv4.ip_forward=1

# Once per start; kube-apiserver rotates its audit log itself.
find "$cluster/logs" -name '*.log' ! -name 'audit*' -size +50M -exec mv {} {}.old ';'

supervise() {
    local name=$1
    while true; do
        "$cluster/services/$name" >>"$cluster/logs/$name.log" 2>&1 || true
        echo "$(date --utc +%FT%TZ) $name ended; starting it again" >>"$cluster/logs/bundle.log"
        sleep 1
    done
}

for service in "$cluster"/services/*; do
    supervise "$(basename "$service")" &
done
# bash reaps the orphans of the namespace while it waits.
wait
