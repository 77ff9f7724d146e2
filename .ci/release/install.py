"""Installs tntc below a prefix, and removes it again; `make install` and `make uninstall` call it.

What is installed is made in a folder first (`stage`), by the user who builds. So root, who installs it, needs no Swift.
"""

import argparse
import os
import pathlib
import shutil
import sys

from program import Program, existing

# Which files there are, and which folders were made for them (with a slash), a line each: `uninstall` removes these.
LIST = pathlib.PurePath("share/tntc/installed-files")


def stage(given):
    content = Program("tntc", given.tntc, given.tntc_objects).content()
    # Beside the folder first: it is there whole or not at all.
    new = given.out.with_name(given.out.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    for path, data in content.items():
        file = new / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    shutil.rmtree(given.out, ignore_errors=True)
    new.rename(given.out)


def install(given):
    files = sorted(str(file.relative_to(given.stage)) for file in given.stage.rglob("*") if file.is_file())
    before = listed(given.to)
    folders = {line for line in before if line.endswith("/")}
    for path in [*files, str(LIST)]:
        folders |= made(given.to, pathlib.PurePath(path).parent)
    lines = sorted({*files, str(LIST), *folders})
    # The list goes first, and names what an older tntc left until that is gone: an installation that is interrupted can
    # be removed as well.
    write(given.to / LIST, "".join(f"{line}\n" for line in sorted({*lines, *before})).encode(), 0o644)
    for path in files:
        write(given.to / path, (given.stage / path).read_bytes(), 0o755 if path.startswith("bin/") else 0o644)
    for path in set(before) - set(lines):
        (given.to / path).unlink(missing_ok=True)
    write(given.to / LIST, "".join(f"{line}\n" for line in lines).encode(), 0o644)
    print(f"installed {len(files)} files below {given.to}: bin/tntc, its completions, man pages, schemas and licences")


def uninstall(given):
    lines = listed(given.to)
    if not lines:
        sys.exit(f"{given.to / LIST}: is not there, so that no tntc was installed here; name its PREFIX and DESTDIR")
    for path in lines:
        if not path.endswith("/"):
            (given.to / path).unlink(missing_ok=True)
    # The innermost first. One that holds something else stays.
    for path in sorted((path for path in lines if path.endswith("/")), reverse=True):
        folder = given.to / path
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    print(f"removed tntc from {given.to}")


def listed(prefix):
    """The lines of the list; none where nothing is installed."""
    file = prefix / LIST
    lines = file.read_text().splitlines() if file.is_file() else []
    for line in lines:
        if not line or line.startswith("/") or ".." in pathlib.PurePath(line).parts:
            sys.exit(f"{file}: `{line}` is no path below {prefix}; nothing was removed")
    return lines


def made(prefix, folder):
    """Makes a folder below the prefix; those that were not there before, as lines of the list."""
    missing = [path for path in [folder, *folder.parents] if path.parts and not (prefix / path).is_dir()]
    for path in reversed(missing):
        (prefix / path).mkdir(parents=True)
        # Whatever the umask of who installs is, others may use it.
        (prefix / path).chmod(0o755)
    return {f"{path}/" for path in missing}


def write(file, data, mode):
    """Puts a file into place as a whole, also where the program that it replaces runs."""
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(data)
    new.chmod(mode)
    os.replace(new, file)


def prefix(text):
    path = pathlib.Path(text)
    if not path.is_absolute():
        raise argparse.ArgumentTypeError(f"`{text}` is no path from the root; name one with PREFIX, like $HOME/.local")
    return path


def main():
    parser = argparse.ArgumentParser(prog=".ci/release/install.py", description=__doc__.splitlines()[0])
    acts = parser.add_subparsers(required=True)
    act = acts.add_parser("stage")
    act.add_argument("--tntc", type=existing, required=True, help="the program")
    act.add_argument("--tntc-objects", type=existing, required=True, help="the list of files that it was linked of")
    act.add_argument("--out", type=pathlib.Path, required=True, help="the folder, which is made anew")
    act.set_defaults(act=stage)
    act = acts.add_parser("install")
    act.add_argument("--stage", type=pathlib.Path, required=True, help="the folder that `stage` made")
    act.add_argument("--to", type=prefix, required=True, help="the prefix")
    act.set_defaults(act=install)
    act = acts.add_parser("uninstall")
    act.add_argument("--to", type=prefix, required=True, help="the prefix")
    act.set_defaults(act=uninstall)
    given = parser.parse_args()
    try:
        given.act(given)
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; name a folder that you may write to with PREFIX, like $HOME/.local")


main()
