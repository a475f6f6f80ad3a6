#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# deb.sh VERSION: build/ddom_VERSION_ARCH.deb out of what `make install` puts
# into an empty directory.  The modules are in it as source, for dkms.
set -euo pipefail

version=${1:?usage: deb.sh VERSION}
top=$(readlink -f "$(dirname "$(readlink -f "$0")")/../..")
build=${DDOM_BUILD:-$top/build}
arch=$(dpkg --print-architecture)
tree=$build/deb
package=$build/ddom_${version}_$arch.deb

umask 022
rm -rf "$tree"
mkdir -p "$tree/DEBIAN" "$tree/debian"
make --no-print-directory -C "$top" DESTDIR="$tree" PREFIX=/usr install
install -D -m 644 "$top/COPYING" "$tree/usr/share/doc/ddom/copyright"
install -m 644 "$top/CHANGELOG.md" "$tree/usr/share/doc/ddom/"

# dpkg-shlibdeps wants a source package; this is all it reads of one.
printf 'Source: ddom\n\nPackage: ddom\nArchitecture: any\n' \
	>"$tree/debian/control"
libraries=$(cd "$tree" && find usr -type f -perm -u+x \
	-exec sh -c 'head -c 4 "$1" | grep -q ELF' - {} \; -print0 |
	xargs -0 dpkg-shlibdeps -O 2>/dev/null |
	sed -n 's/^shlibs:Depends=//p')
rm -r "$tree/debian"

cat >"$tree/DEBIAN/control" <<END
Package: ddom
Version: $version
Architecture: $arch
Section: admin
Priority: optional
Maintainer: the ddom developers <root@localhost>
Depends: ${libraries:+$libraries, }kmod
Recommends: dkms
Description: put the NIC under an NFS root into a bridge, live
 ddtool makes the network interface which carries the root file system a port
 of a bridge, loses nothing on the way, and undoes it if the root does not
 answer afterwards. The kernel module is included as source, for dkms.
END

if [ -d "$tree/etc" ]; then
	(cd "$tree" && find etc -type f -printf '/%p\n') \
		>"$tree/DEBIAN/conffiles"
fi

cat >"$tree/DEBIAN/postinst" <<END
#!/bin/sh
set -e
if [ "\$1" = configure ] && [ -x /usr/lib/dkms/common.postinst ]; then
	/usr/lib/dkms/common.postinst ddom $version
fi
END
cat >"$tree/DEBIAN/prerm" <<END
#!/bin/sh
set -e
if command -v dkms >/dev/null; then
	dkms remove ddom/$version --all || true
fi
END
chmod 755 "$tree/DEBIAN/postinst" "$tree/DEBIAN/prerm"

dpkg-deb --root-owner-group --build "$tree" "$package" >/dev/null
echo "  DEB     $package"
