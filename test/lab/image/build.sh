#!/bin/bash
# build.sh SUITE OUT: the user land of a Debian suite in OUT/root, its kernel in OUT/vmlinux, both with modules in OUT/initrd.
# Packages are downloaded and unpacked; none of their scripts run. Asks the machine's own archive, the suite swapped.
set -euo pipefail
umask 022
SUITE=$1 OUT=$2 HERE=$(dirname "$(realpath "$0")")
mkdir -p "$OUT"/apt/{lists/partial,cache/archives/partial} "$OUT"/x "$OUT"/kernel
cd "$OUT"

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
archive() { apt-get indextargets --format '$(REPO_URI)' | grep "$1" | head -1 || true; }
URI=$(archive '/debian/$')
SECURITY=$(archive '/debian-security/$')
[ -n "$URI" ] || { echo "apt of this machine knows no archive of Debian" >&2 && exit 1; }
{
  echo "deb [signed-by=$KEYRING] $URI $SUITE main"
  [ "$SUITE" = sid ] || [ -z "$SECURITY" ] || echo "deb [signed-by=$KEYRING] $SECURITY $SUITE-security main"
} > apt/sources.list
cat > apt/conf << CONF
Dir::Etc::SourceList "$OUT/apt/sources.list"; Dir::Etc::SourceParts "/dev/null"; Dir::State::Lists "$OUT/apt/lists";
Dir::Cache "$OUT/apt/cache"; Dir::State::status "/dev/null"; APT::Sandbox::User "root"; Acquire::Languages "none"; Acquire::Retries "5";
CONF
export APT_CONFIG=$OUT/apt/conf
apt-get update -qq

# The user land: the closure of a few packages, without what only their installation scripts need.
apt-get install --download-only -y -qq --no-install-recommends iproute2 openssh-server openssh-sftp-server busybox-static kmod \
  iputils-ping iputils-arping sudo nftables dnsmasq-base procps bash dash coreutils util-linux mount tcpdump grep sed > /dev/null
# A shell that is not POSIX, without the manual pages and the Python that only its extras need.
(cd apt/cache/archives && apt-get download -qq fish fish-common libpcre2-32-0 libstdc++6 libgcc-s1 libtinfo6 2> /dev/null)
for deb in apt/cache/archives/*.deb; do
  case ${deb##*/} in
    perl* | libperl* | lib*-perl_* | debconf* | dpkg_* | systemd* | udev* | libsystemd-shared* | gcc-*base* | libsemanage* | libsepol* | ucf* | tar_* | \
      adduser* | passwd_* | login_* | sensible* | libxml2* | libgdbm* | usrmerge* | usr-is-merged*) ;;
    *) dpkg -x "$deb" x ;;
  esac
done
mkdir -p root/usr
for dir in bin sbin lib lib64; do
  mkdir -p root/usr/$dir
  if [ -d x/$dir ] && [ ! -L x/$dir ]; then cp -a x/$dir/. root/usr/$dir/; fi
  rm -rf x/$dir
  ln -s usr/$dir root/$dir
done
cp -a x/. root/
rm -rf x root/usr/share/{doc,man,locale,info,lintian,bug,perl*,bash-completion,zsh,common-licenses,i18n} root/usr/include root/usr/lib/systemd \
  root/usr/lib/x86_64-linux-gnu/{gconv,perl*} root/usr/share/zoneinfo root/usr/share/fish/{completions,tools,man} root/var/run
mkdir -p root/{proc,sys,dev,run,tmp,persist,mnt,root/.ssh,home/ops/.ssh,var/empty,var/log,etc/ssh}
ln -s ../run root/var/run
ln -sf dash root/usr/bin/sh
for name in awk clear find free gzip hostname less nc poweroff reboot stty tar top udhcpc usleep vi wget which xargs; do
  [ -e root/usr/bin/$name ] || [ -e root/usr/sbin/$name ] || ln -s /bin/busybox root/usr/bin/$name
done
for name in modprobe insmod rmmod lsmod depmod modinfo; do ln -sf ../bin/kmod root/usr/sbin/$name; done
cp -r "$HERE"/etc/. root/etc/
chmod -R u=rwX,go=rX root/etc
chmod 640 root/etc/shadow
chmod 440 root/etc/sudoers
cp "$HERE"/init-guest.sh root/init
chmod 755 root/init
cp "$KEYS"/host root/etc/ssh/ssh_host_ed25519_key
cp "$KEYS"/host.pub root/etc/ssh/ssh_host_ed25519_key.pub
cp "$KEYS"/client.pub root/root/.ssh/authorized_keys
cp "$KEYS"/client.pub root/home/ops/.ssh/authorized_keys
chmod 600 root/etc/ssh/ssh_host_ed25519_key root/root/.ssh/authorized_keys
chmod 700 root/root root/root/.ssh
chmod 1777 root/tmp
chown -R 1000:1000 root/home/ops
# Newer ones keep hosts out that connect often; older ones do not know the word.
if grep -rqa PerSourcePenalties root/usr/sbin/sshd root/usr/lib/openssh; then echo 'PerSourcePenalties no' >> root/etc/ssh/sshd_config; fi
ldconfig -r root 2> /dev/null || true

# The kernel: the cloud flavour's image unpacked to ELF, and the modules that hosts need.
PACKAGE=$(apt-cache depends linux-image-cloud-amd64 | grep -oE 'linux-image-[0-9][^ ]*' | head -1)
PARTS=$PACKAGE
[ "$SUITE" = sid ] && PARTS="${PACKAGE/image/binary} ${PACKAGE/image/modules} ${PACKAGE/image/base}"
(cd kernel && apt-get download -qq $PARTS 2> /dev/null && for deb in *.deb; do dpkg -x "$deb" .; done)
IMAGE=$(ls kernel/boot/vmlinuz-* kernel/usr/lib/modules/*/vmlinuz 2> /dev/null | head -1 || true)
unpack() { # MAGIC COMMAND
  for at in $(LC_ALL=C grep -aobP "$1" "$IMAGE" | cut -d: -f1); do
    tail -c +$((at + 1)) "$IMAGE" | $2 > vmlinux 2> /dev/null || true
    [ "$(head -c 4 vmlinux | od -An -tx1 | tr -d ' ')" != 7f454c46 ] || return 0
  done
  return 1
}
unpack '\x02\x21\x4c\x18' 'lz4 -dc' || unpack '\x28\xb5\x2f\xfd' 'zstd -dc' || unpack '\xfd7zXZ\x00' 'xz -dc' || unpack '\x1f\x8b\x08' 'gzip -dc'
[ -d kernel/lib/modules ] || { mkdir -p kernel/lib && mv kernel/usr/lib/modules kernel/lib/; }
VERSION=$(ls kernel/lib/modules)
[ -f "kernel/lib/modules/$VERSION/modules.dep" ] || depmod -b kernel "$VERSION"
cp -a root initrd.root
rm -rf initrd.root/usr/{bin/fish*,share/fish}
TO=initrd.root/usr/lib/modules/$VERSION
mkdir -p "$TO"
for module in virtio_pci virtio_net virtio_blk macvlan macvtap ipvlan ipvtap tap dummy vrf veth bridge 8021q bonding vxlan ifb tun wireguard \
  ip_gre ipip sit af_packet nf_tables nft_ct nft_nat nft_masq nft_chain_nat sch_netem; do
  { grep -E "/${module//_/[-_]}\.ko[^:]*:" "kernel/lib/modules/$VERSION/modules.dep" || true; } | tr -d ':' | tr ' ' '\n'
done | sort -u | sed '/^$/d' | while read -r file; do
  mkdir -p "$TO/${file%/*}"
  cp "kernel/lib/modules/$VERSION/$file" "$TO/${file%/*}/"
  case $file in *.xz) xz -d "$TO/$file" ;; esac
done
cp "kernel/lib/modules/$VERSION"/modules.{builtin,order} "$TO/" 2> /dev/null || true
depmod -b initrd.root "$VERSION"
gcc -O1 -static -o initrd.root/usr/sbin/reseed "$HERE/reseed.c"
(cd initrd.root && find . -print0 | cpio -0 -o -H newc --quiet) > initrd
(cd apt/cache/archives && ls -- *.deb && cd ../../../kernel && ls -- *.deb) | sed 's/\.deb$//' > packages
rm -rf initrd.root kernel apt
