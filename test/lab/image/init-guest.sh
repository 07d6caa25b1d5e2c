#!/bin/busybox sh
# Process 1 of a guest. A clone of the snapshot learns who it is over the second serial port.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
bb=/bin/busybox
$bb mount -t devtmpfs dev /dev 2>/dev/null
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
$bb mkdir -p /dev/pts /dev/shm
$bb mount -t devpts devpts /dev/pts
$bb mount -t tmpfs run /run
$bb mkdir -p /run/sshd /run/lock /run/netns
for m in virtio_pci virtio_net virtio_blk; do modprobe -q $m; done
ip link set lo up
n=0
while [ ! -e /sys/class/net/eth1 ] && [ $n -lt 500 ]; do $bb usleep 10000; n=$((n + 1)); done
ip link set eth0 up
ip addr add 10.0.2.15/24 dev eth0
ip route add default via 10.0.2.2
ip link set eth1 up
/usr/sbin/sshd -D -e >/run/sshd.log 2>&1 &
echo LAB-READY >/dev/console
(
  exec 3<>/dev/ttyS1
  $bb stty -F /dev/ttyS1 raw -echo 2>/dev/null
  while read -r name mac machine now random <&3; do
    echo "$random" | /usr/sbin/reseed
    $bb date -s "@$now" >/dev/null
    $bb hostname "$name"
    echo "127.0.1.1 $name" >>/etc/hosts
    echo "$machine" >/etc/machine-id
    ip link set eth1 down
    ip link set eth1 address "$mac"
    ip link set eth1 up
    $bb mount -t ext4 -o noatime /dev/vda /persist
    echo "ok $name" >&3
  done
) &
trap : CHLD
while :; do
  wait
  $bb sleep 3600 &
  wait $!
done
