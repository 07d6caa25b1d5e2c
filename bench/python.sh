#!/bin/bash
# python.sh SUITE OUT: Python as a Debian suite has it, to be laid over the files of a host: Ansible needs it there.
# Packages are downloaded and unpacked; none of their scripts run. Asks the machine's own archive, the suite swapped.
set -euo pipefail
umask 022
SUITE=$1 OUT=$2
mkdir -p "$OUT"/apt/{lists/partial,cache/archives/partial} "$OUT"/x "$OUT"/usr/lib
cd "$OUT"
URI=$(apt-get indextargets --format '$(REPO_URI)' | grep '/debian/$' | head -1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $URI $SUITE main" > apt/sources.list
cat > apt/conf << CONF
Dir::Etc::SourceList "$OUT/apt/sources.list"; Dir::Etc::SourceParts "/dev/null"; Dir::State::Lists "$OUT/apt/lists";
Dir::Cache "$OUT/apt/cache"; Dir::State::status "/dev/null"; APT::Sandbox::User "root"; Acquire::Languages "none";
CONF
export APT_CONFIG=$OUT/apt/conf
apt-get update -qq
apt-get install --download-only -y -qq --no-install-recommends python3-minimal libpython3-stdlib > /dev/null
# Packages that the hosts lack; they have the C library and its kin.
for deb in apt/cache/archives/*.deb; do
  case ${deb##*/} in
    python3* | libpython3* | libexpat* | libffi* | libssl* | libsqlite* | libuuid* | libreadline* | libncursesw* | libtinfo* | libbz2* | liblzma*) dpkg -x "$deb" x ;;
  esac
done
# The hosts' /lib and /bin are links into /usr.
cp -a x/usr/. usr/
[ ! -d x/lib ] || cp -a x/lib/. usr/lib/
rm -rf x apt usr/share/{doc,man,locale,lintian}
