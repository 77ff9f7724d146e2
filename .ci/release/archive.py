"""Tarballs whose bytes follow from what they hold: sorted, without times, owners and rights of the machine."""

import gzip
import io
import tarfile

# 1980, as zip and its kin know no earlier time.
TIME = 315_532_800


def tarball(folder, content, programs):
    """Files (bytes by path) below one folder, as .tar.gz; those in `programs` may be run."""
    packed = io.BytesIO()
    # The header of gzip would hold a name and the time.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=packed, mtime=0) as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for path in folders(content):
                archive.addfile(entry(f"{folder}/{path}".rstrip("/"), 0o755, tarfile.DIRTYPE))
            for path in sorted(content):
                item = entry(f"{folder}/{path}", 0o755 if path in programs else 0o644, tarfile.REGTYPE)
                item.size = len(content[path])
                archive.addfile(item, io.BytesIO(content[path]))
    return packed.getvalue()


def folders(content):
    """Every folder above a file, the outermost first."""
    found = {""}
    for path in content:
        parts = path.split("/")[:-1]
        found |= {"/".join(parts[:count + 1]) for count in range(len(parts))}
    return sorted(found)


def entry(name, mode, kind):
    item = tarfile.TarInfo(name)
    item.mode, item.type, item.mtime = mode, kind, TIME
    item.uid = item.gid = 0
    item.uname = item.gname = ""
    return item
