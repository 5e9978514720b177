"""Print the Debian packages that are missing: `missing.py run` (to serve), `missing.py test` (all).

Looks for the thing itself (a library that loads, a program that is there), not for a package's name, so
it is also right where the thing came another way.
"""

import ctypes
import shutil
import sys
from pathlib import Path

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PROGRAMS = {
    "redis-server": "redis-server",
    "chromium-headless-shell": "chromium-headless-shell",
    "pdftotext": "poppler-utils",
    "soffice": "libreoffice-calc-nogui",
}
POSTGRES = "usr/lib/postgresql/*/bin/initdb"


def loads(library: str) -> bool:
    """Whether the dynamic loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(purpose: str) -> list[str]:
    """Packages to install for `run` or `test`."""
    wanted = [package for library, package in LIBRARIES.items() if not loads(library)]
    if purpose == "test":
        wanted += [package for program, package in PROGRAMS.items() if not shutil.which(program)]
        if not any(Path("/").glob(POSTGRES)) and not shutil.which("initdb"):
            wanted.append("postgresql")
    return wanted


if __name__ == "__main__":
    print(" ".join(missing(sys.argv[1])))
