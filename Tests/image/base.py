"""A small base for the image, from packages that distroless cc-debian12 is made of too."""

import glob
import os

from check import Failed, run

# glibc, libgcc_s and libstdc++; certificates are not needed on loopback.
PACKAGES = ["libc6", "libgcc-s1", "libstdc++6"]
USERS = "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"


def download(folder):
    """Fetches the packages; fails without lists of packages and without a network."""
    os.mkdir(folder)
    try:
        run(["apt-get", "download", *PACKAGES], cwd=folder)
    except Failed:
        run(["apt-get", "update"])
        run(["apt-get", "download", *PACKAGES], cwd=folder)


def unpack(archives, root):
    """Makes a root of them, without running any of their scripts."""
    os.makedirs(os.path.join(root, "etc"))
    os.mkdir(os.path.join(root, "tmp"))
    os.chmod(os.path.join(root, "tmp"), 0o1777)
    for archive in sorted(glob.glob(os.path.join(archives, "*.deb"))):
        run(["dpkg-deb", "--extract", archive, root])
    with open(os.path.join(root, "etc", "passwd"), "w", encoding="utf-8") as file:
        file.write(USERS)
