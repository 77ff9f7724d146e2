"""The digests that a lock records."""

import hashlib


def text(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def of_files(files):
    """Over a mapping from path to content: sorted by path; path, NUL, length, NUL, content."""
    digest = hashlib.sha256()
    for path, content in sorted((path.encode(), content) for path, content in files.items()):
        digest.update(path + b"\0" + str(len(content)).encode() + b"\0" + content)
    return "sha256:" + digest.hexdigest()


def of_environment(files):
    """Of config.yaml where it is alone, which names what was written before there were others."""
    return text(files["config.yaml"]) if list(files) == ["config.yaml"] else of_files(files)
