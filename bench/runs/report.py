"""The year-end report of one year: every figure, then the PDF, then the bare renderer on the same HTML."""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench.runs.start import report, timed
from union.common.registries import figures
from union.reports.choices import Layout
from union.reports.rules.layouts import plan_of
from union.reports.rules.periods import year_period
from union.reports.selectors.snapshots import count_figures
from union.reports.services.building import write_report
from union.reports.services.files import report_pdf

_SLOWEST = 6
# What a plain use of the library would do with the same document: one process, nothing checked or limited.
_BARE = """
import resource, sys
from pathlib import Path
from weasyprint import HTML
html = Path(sys.argv[1]).read_text(encoding="utf-8")
Path(sys.argv[2]).write_bytes(HTML(string=html).write_pdf(pdf_variant="pdf/ua-1"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def counted(result: dict[str, Any], year: int) -> list[Any]:
    """Count every figure of the year and of the year before, with the seconds of the slowest."""
    period, taken, last = year_period(year), [], time.perf_counter()

    def progress(_done: int, _total: int) -> None:
        nonlocal last
        now = time.perf_counter()
        taken.append(now - last)
        last = now

    chapters = [plan.key for plan in plan_of(Layout.FULL)]
    began = time.process_time()
    with timed(result, "figures_seconds"):
        found = count_figures(period, chapters, progress=progress)
    result["figures_cpu"] = time.process_time() - began
    order = {key: n for n, key in enumerate(chapters)}
    names = sorted((key for key, _ in figures.items()), key=lambda key: order[figures[key].chapter])
    result["slowest"] = sorted(zip(taken, names, strict=True), reverse=True)[:_SLOWEST]
    result["figures"] = len(found)
    return found


def bare(html: str, folder: Path) -> tuple[float, float, int]:
    """(seconds, peak MiB, bytes) of the library alone, in a process of its own like ours."""
    source, target = folder / "bare.html", folder / "bare.pdf"
    source.write_text(html, encoding="utf-8")
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _BARE, str(source), str(target)], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, int(done.stdout) / 1024, target.stat().st_size


def cpu_spent() -> float:
    """CPU seconds of this process and of the children it has waited for."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main(year: int) -> None:
    """Measure and report."""
    result: dict[str, Any] = {}
    period = year_period(year)
    made = write_report(Layout.FULL, period, counted(result, year), actor=None)
    for chapter in made.chapters.filter(has_figures=False):
        chapter.narrative = "本院工会围绕中心工作，服务职工。" * 40 + "\n" + "下一步继续完善制度。" * 40
        chapter.save()
    began = cpu_spent()
    with timed(result, "pdf_seconds"):
        data = report_pdf(made)
    result["pdf_cpu"] = cpu_spent() - began
    with patch("union.common.pdf._run_child", return_value=b"") as child:  # the same order once more
        report_pdf(made)
    with tempfile.TemporaryDirectory() as folder:
        html = json.loads(child.call_args.args[0])["html"]
        began = cpu_spent()
        result["bare_seconds"], result["bare_mb"], result["bare_bytes"] = bare(html, Path(folder))
        result["bare_cpu"] = cpu_spent() - began
        path = Path(folder) / "ours.pdf"
        path.write_bytes(data)
        told = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
        result["pages"] = int(re.search(r"Pages:\s+(\d+)", told)[1])  # type: ignore[index]
    result["bytes"] = len(data)
    report(result)


if __name__ == "__main__":
    main(int(sys.argv[1]))
