"""Child processes that do the measured work, and what they cost: seconds, CPU, peak memory."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS = 0.1
OURS, STOCK = "bench.settings", "bench.stock.settings"
_ROOT = Path(__file__).resolve().parents[1]


def environment(settings: str, url: str, var: Path) -> dict[str, str]:
    """Environment of a measured process: its settings, its database, a folder of its own for files."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": url,
        "UNION_VAR_DIR": str(var),
        "PYTHONPATH": str(_ROOT),
        "LC_ALL": "C.UTF-8",
    }


def run(module: str, *arguments: object, env: dict[str, str]) -> dict[str, Any]:
    """Run ``python -m bench.runs.<module>``; its last line is a JSON object.

    Added to it: ``child_mb``, the peak of the largest process it started (the parsing child).
    """
    command = [sys.executable, "-m", f"bench.runs.{module}", *map(str, arguments)]
    with subprocess.Popen(command, env=env, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        peaks = _PeakWatch(process.pid)
        try:
            output, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
        found = peaks.stop()
    if process.returncode:
        raise RuntimeError(f"bench.runs.{module} ended with {process.returncode}")
    return {**json.loads(output.splitlines()[-1]), "child_mb": found}


class _PeakWatch:
    """Looks at the children of a process until told to stop; a process's VmHWM only ever grows."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._end = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Peak of the largest child in MiB."""
        self._end.set()
        self._thread.join()
        return round(self._peak / 1024, 1)

    def _watch(self) -> None:
        while not self._end.wait(_SAMPLE_SECONDS):
            own = _command_line(self._pid)
            for pid in children(self._pid):
                if _command_line(pid) != own:  # between fork and exec it is still its parent
                    self._peak = max(self._peak, peak_kib(pid))


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def peak_kib(pid: int | str) -> int:
    """Peak resident memory of a process so far; 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def children(pid: int) -> list[int]:
    """Processes whose parent is ``pid``."""
    names = os.listdir("/proc")  # noqa: PTH208 - names, not paths
    return [int(each) for each in names if each.isdigit() and _parent(each) == pid]


def _parent(pid: str) -> int:
    fields = stat_fields(pid)
    return int(fields[1]) if fields else -1


def stat_fields(pid: int | str) -> list[str]:
    """Fields of /proc/PID/stat from the state on (ppid is 1, utime 11, stime 12, cutime 13, cstime 14)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def cpu_ms(pids: Iterable[int]) -> float:
    """CPU time of single-threaded processes so far in milliseconds, exact to the nanosecond."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e6


def tree_cpu_seconds(pid: int) -> float:
    """CPU time of a server: itself, its living children, and those it has outlived."""
    fields = stat_fields(pid)
    ticks = sum(map(int, fields[11:15]))
    for child in children(pid):
        found = stat_fields(child)
        ticks += sum(map(int, found[11:13])) if found else 0
    return ticks / TICKS
