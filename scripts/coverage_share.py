"""Share of lines and branches the tests reach: rules and services of each app, and everything.

`coverage_share.py coverage.json` prints the table and what rules and services leave open; exit 1 below
the limits of the house: 100 % of rules and services, 95 % overall.
"""

import json
import sys
from collections import defaultdict
from itertools import product
from pathlib import Path

LIMITS = {"rules": 100.0, "services": 100.0, "all": 95.0}


def app_and_layer(path: str) -> tuple[str, str]:
    """`members/rules/joining.py` → members, rules; `union/ledgers/services.py` → union.ledgers, services."""
    names = Path(path).with_suffix("").parts
    depth = min(2 if names[0] == "union" else 1, len(names) - 1)
    layer = names[depth] if len(names) > depth else ""
    return ".".join(names[:depth]), layer if layer in LIMITS else ""


def share(found: list[int]) -> float:
    """Per cent of [reached, all]; nothing to reach is reached."""
    return 100 * found[0] / found[1] if found[1] else 100.0


def count(files: dict) -> dict[tuple[str, str], list[int]]:
    """[reached, all] lines and branches by (app, layer)."""
    total: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for path, found in files.items():
        numbers = found["summary"]
        reached = numbers["covered_lines"] + numbers["covered_branches"]
        everything = numbers["num_statements"] + numbers["num_branches"]
        app, layer = app_and_layer(path)
        for name, part in product((app, "all apps"), {layer, "all"} - {""}):
            total[name, part][0] += reached
            total[name, part][1] += everything
    return total


def main() -> int:
    """Print the table; 1 if the house asks for more."""
    files = json.loads(Path(sys.argv[1]).read_text())["files"]
    total = count(files)
    print(f"{'':20}" + "".join(f"{layer:>10}" for layer in LIMITS))
    for app in sorted({app for app, _layer in total}, key=lambda name: (name == "all apps", name)):
        cells = [f"{share(total[app, each]):9.1f}%" if (app, each) in total else "" for each in LIMITS]
        print(f"{app:20}" + "".join(f"{cell:>10}" for cell in cells))
    for path, found in sorted(files.items()):
        if app_and_layer(path)[1] and found["summary"]["percent_covered"] < LIMITS["rules"]:
            arrows = [f"{first}->{then}" for first, then in found["missing_branches"]]
            print(path, *found["missing_lines"], *arrows)
    return int(any(share(total["all apps", layer]) < limit for layer, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
