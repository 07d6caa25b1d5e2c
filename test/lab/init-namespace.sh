#!/bin/bash
# Process 1 of a namespace host: init-namespace.sh NAME ROOT STATE. Its files are ROOT, one folder or several as overlay takes them, with STATE laid over.
set -e
NAME=$1 ROOT=$2 STATE=$3
mount --make-rprivate /
mkdir -p "$STATE"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$STATE/upper,workdir=$STATE/work" "$STATE/root"
cd "$STATE/root"
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sys sys
mount -t tmpfs -o size=64m,mode=755 run run
mkdir -p run/sshd run/netns run/lock
# Every start is a boot of its own, and every host a machine of its own.
cat /proc/sys/kernel/random/uuid > run/boot_id
mount --bind run/boot_id proc/sys/kernel/random/boot_id
[ -e etc/machine-id ] || tr -d - < /proc/sys/kernel/random/uuid > etc/machine-id
hostname "$NAME"
grep -q " $NAME\$" etc/hosts || echo "127.0.1.1 $NAME" >> etc/hosts
ip link set lo up
echo READY
exec chroot . /bin/bash -c 'exec 0</dev/null 1>/dev/null 2>&1; trap "exit 0" TERM; while :; do sleep 86400 & wait $!; done'
