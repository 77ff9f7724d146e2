"""Judges how licences are found; the argument is an empty folder. Prints what is wrong, a line each."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / ".ci/release"))
import licences  # noqa: E402


def outcome(root, objects):
    try:
        return sorted(licences.texts("tntc", objects, root))
    except SystemExit as refusal:
        return str(refusal)


def main():
    root = pathlib.Path(sys.argv[1])
    checkout, module, objects = root / ".build/checkouts/parser", root / ".build/debug/Parser.build", root / "objects"
    (checkout / "Sources/Parser").mkdir(parents=True)
    module.mkdir(parents=True)
    (checkout / "Sources/Parser/a.swift").write_text("")
    (module / "output-file-map.json").write_text(json.dumps({"": {}, f"{checkout}/Sources/Parser/a.swift": {}}))
    objects.write_text(f"{module}/a.swift.o\n")
    said = outcome(root, objects)
    if "parser is linked in" not in said:
        print(f"without a text: {said}")
    (checkout / "NOTICE.txt").write_text("a notice")
    if "parser is linked in" not in outcome(root, objects):
        print("a notice was taken for a licence")
    (checkout / "LICENSE").write_text("a licence")
    if not {"parser/LICENSE", "parser/NOTICE.txt"} <= set(outcome(root, objects)):
        print("with a text: refused, or not taken")
    (module / "output-file-map.json").write_text(json.dumps({"/elsewhere/a.swift": {}}))
    if "nobody knows" not in outcome(root, objects):
        print("code from nowhere was taken")
    objects.write_text(f"{root}/gone/Parser.build/a.swift.o\n")
    if "build it here" not in outcome(root, objects):
        print("what another folder built is not told")


main()
