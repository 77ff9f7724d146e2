"""The licence texts of everything that is linked into a program.

Which packages those are follows from the object files that the linker was given, and from the sources that each was
made of: `output-file-map.json` for Swift, a `.d` file for C. So a package that is new cannot be forgotten: without a
text of its own there is no release.
"""

import glob
import json
import os
import pathlib
import re
import shutil
import sys

# Where the texts of libraries are, as patterns; {swift} is the folder of the toolchain.
LIBRARIES = {
    "swift": "{swift}/share/swift/LICENSE.txt",
    "libyaml": "/usr/share/doc/libyaml-dev/copyright",
    "zlib": "/usr/share/doc/zlib1g-dev/copyright",
    "glibc": "/usr/share/doc/libc6-dev/copyright",
    "libstdc++": "/usr/share/doc/libstdc++-*-dev/copyright",
}
# Beside Swift packages, as the Makefile links them: the first is static as a whole, the second leaves glibc and
# libstdc++ to the system.
LINKED = {
    "tntc": ("swift", "libyaml", "glibc", "libstdc++"),
    "tentacular-engine": ("swift", "libyaml", "zlib"),
}
CHECKOUT = re.compile(r".*?/checkouts/([^/]+)(?=/)")
NAMES = re.compile(r"(licen[cs]e|notice|copying|copyright)[^/]*", re.IGNORECASE)
# The comment at the head of a file in C, in either form.
HEAD = re.compile(r"\s*(/\*.*?\*/|(?://[^\n]*\n)+)", re.DOTALL)
LEGAL = re.compile(r"copyright|licen[cs]e|public domain|CC0", re.IGNORECASE)


def texts(program, objects, root):
    """Texts by path: PACKAGE/LICENSE.txt, and PACKAGE/MODULE/HEADS.txt for what C code says in its files alone."""
    found = {}
    for checkout, sources in linked(objects, root).items():
        package = checkout.name
        own = {file.name: file.read_bytes() for file in sorted(checkout.iterdir()) if NAMES.fullmatch(file.name)}
        if not any(re.match(r"licen[cs]e|copying", name, re.IGNORECASE) for name in own):
            sys.exit(f"{program}: {package} is linked in, and {checkout} holds no text of its licence")
        found |= {f"{package}/{name}": text for name, text in own.items()}
        found |= {f"{package}/{name}": text for name, text in deeper(checkout, sources).items()}
    for library in LINKED[program]:
        pattern = LIBRARIES[library].format(swift=toolchain())
        files = sorted(glob.glob(pattern))
        if not files:
            sys.exit(f"{program}: {library} is linked in, and there is no text of its licence at {pattern}")
        text = pathlib.Path(files[-1]).read_bytes()
        found[f"{library}/{pathlib.Path(files[-1]).name}"] = text
        # What Debian's file only names.
        for name in set(re.findall(rb"/usr/share/common-licenses/([\w.-]*\w)", text)):
            found[f"{library}/{name.decode()}"] = pathlib.Path("/usr/share/common-licenses", name.decode()).read_bytes()
    return found


def linked(objects, root):
    """The sources of a program by the checkout of their package; those of this repository are left out."""
    packages, seen = {}, set()
    for line in objects.read_text().splitlines():
        file = pathlib.Path(line.strip().strip("'\""))
        module = next((folder for folder in file.parents if folder.suffix == ".build"), None)
        if module is None:
            sys.exit(f"{objects}: {file} is of no module")
        if not module.is_dir():
            sys.exit(f"{objects}: {module} is not there, as it was built in another folder; build it here")
        made = sources(file, module, seen)
        for source in made:
            if match := CHECKOUT.match(source):
                packages.setdefault(pathlib.Path(match[0]), set()).add(source)
        if made and not any(CHECKOUT.match(source) or source.startswith(f"{root}/") for source in made):
            sys.exit(f"{objects}: nobody knows where {file} comes from")
    return dict(sorted(packages.items()))


def sources(file, module, seen):
    """What an object file was made of; empty for a module of Swift that was asked for already."""
    of_c = file.with_suffix(".d")
    if file.name.removesuffix(".o").endswith((".c", ".cc", ".cpp", ".S")) and of_c.exists():
        return re.findall(r"(?:\\.|\S)+", of_c.read_text().partition(":")[2].replace("\\\n", " "))
    if module in seen:
        return []
    seen.add(module)
    return [source for source in json.loads((module / "output-file-map.json").read_text()) if source]


def deeper(checkout, sources):
    """Texts beside sources, and heads of C files that tell of rights: code that a package took over has no other."""
    found, heads = {}, {}
    for source in sorted(sources):
        file = pathlib.Path(os.path.normpath(source))
        if checkout.name not in file.parts or not file.exists():
            continue
        place = pathlib.Path(*file.parts[file.parts.index(checkout.name) + 1:])
        for folder in (folder for folder in place.parents if folder != pathlib.Path(".")):
            for name in os.listdir(checkout / folder):
                if NAMES.fullmatch(name) and (checkout / folder / name).is_file():
                    found[f"{folder}/{name}"] = (checkout / folder / name).read_bytes()
        if file.suffix == ".swift" or len(place.parts) < 3:
            continue
        head = HEAD.match(file.read_text(errors="replace"))
        if head and LEGAL.search(head[1]):
            heads.setdefault(place.parts[1], {}).setdefault(head[1].strip(), str(place))
    for module, known in heads.items():
        text = "".join(f"{place} and others:\n\n{head}\n\n" for head, place in known.items())
        found[f"{module}/HEADS.txt"] = text.encode()
    return found


def toolchain():
    """The folder with bin, lib and share."""
    path = shutil.which("swift")
    if path is None:
        sys.exit("swift is not on PATH, and a text of its licence lies beside it; where root has no swift, run "
                 "`make stage` as the user who builds, and then `make install` as root")
    return pathlib.Path(path).resolve().parent.parent
