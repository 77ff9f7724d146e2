"""Makes the files of a release in a folder; `make dist` calls it. The same programs give the same bytes.

    tntc-VERSION-PLATFORM.tar.gz                  the program, completions, man pages, schemas and licences
    tentacular-engine-VERSION-PLATFORM.tar.gz     the same for the engine
    tntc-ci-VERSION.tar.gz                        templates/ci, with version and checksums of this release filled in
    tntc-VERSION-PLATFORM.intoto.json             an in-toto statement with SLSA provenance of the three
    SHA256SUMS                                    of all that stands above

What a tarball of a program holds lies below one folder that has its name, as it is to lie below /usr/local.
"""

import argparse
import hashlib
import pathlib
import re
import shutil
import sys

import archive
import provenance
from program import ROOT, Program, existing


def examples(version, sums):
    """templates/ci, pinned to this release."""
    pins = {"TNTC_VERSION": version, "TNTC_SHA256": sums["tntc"], "ENGINE_SHA256": sums["tentacular-engine"]}
    content, seen = {}, set()
    for file in sorted((ROOT / "templates/ci").iterdir()):
        text = file.read_text()
        for name, value in pins.items():
            text, count = re.subn(rf'^( *{name}: )"[^"]*"', rf'\g<1>"{value}"', text, flags=re.MULTILINE)
            seen |= {name} if count else set()
        content[file.name] = text.encode()
    if seen != pins.keys():
        sys.exit(f"templates/ci: no line for {', '.join(sorted(pins.keys() - seen))}")
    return content


def main():
    parser = argparse.ArgumentParser(prog=".ci/release", description=__doc__.splitlines()[0])
    for name in ("tntc", "engine"):
        parser.add_argument(f"--{name}", type=existing, required=True, help="the program")
        parser.add_argument(
            f"--{name}-objects", type=existing, required=True, help="the list of files that it was linked of")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the folder, which is made anew")
    given = parser.parse_args()
    programs = [
        Program("tntc", given.tntc, given.tntc_objects),
        Program("tentacular-engine", given.engine, given.engine_objects),
    ]
    (version, platform), *others = [(program.version, program.platform) for program in programs]
    if others != [(version, platform)]:
        sys.exit(f"two programs of one release differ: {version} for {platform}, and {others[0][0]} for {others[0][1]}")

    # Beside the folder first: it is there whole or not at all.
    new = given.out.with_name(given.out.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    sums = {}
    for program in programs:
        name = f"{program.name}-{version}-{platform}"
        tarball = archive.tarball(name, program.content(), programs={f"bin/{program.name}"})
        (new / f"{name}.tar.gz").write_bytes(tarball)
        sums[program.name] = hashlib.sha256(tarball).hexdigest()
    name = f"tntc-ci-{version}"
    (new / f"{name}.tar.gz").write_bytes(archive.tarball(name, examples(version, sums), programs={"pre-commit"}))
    statement = provenance.statement(new, version, platform, ROOT)
    (new / f"tntc-{version}-{platform}.intoto.json").write_text(statement)
    (new / "SHA256SUMS").write_text(provenance.sums(new))
    shutil.rmtree(given.out, ignore_errors=True)
    new.rename(given.out)
    for file in sorted(given.out.iterdir()):
        print(f"{file.stat().st_size:>12,}  {file}")


main()
