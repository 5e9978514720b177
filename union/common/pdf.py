"""PDF of a template: fonts shipped with the product, nothing fetched, a child process with limits."""

from __future__ import annotations

import functools
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from union.common.context import current_request_info
from union.common.errors import DomainError

logger = logging.getLogger(__name__)

SECONDS = 60
MEMORY = 1024**3
MAX_ROWS = 1500  # 6 columns: 40 s, 310 MiB on two busy cores
MAX_HTML = 8_000_000
FIRST_RARE = 0x20000  # CJK Extension B and above: not in the body fonts but for some 200 characters
RARE_FONT = Path(__file__).resolve().parents[2] / "static/fonts/union-rare-han.woff2"
# Papers that list people: whoever takes one away stands on every page, with the hour.
TRACED = frozenset(
    f"pdf/{name}.html"
    for name in (
        "attendance_sheet", "audit_sample", "dues_statement", "event_attendance", "event_prizes",
        "gift_sheet", "join_application", "my_data", "room_signing", "visit_approval",
    )
)  # fmt: skip
_UNSEEN = {"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"}  # controls, joiners, marks (variants of a character), spaces
_TOO_LONG = "生成 PDF 超过 {} 秒，已停止。请缩小范围后重试"
_CHILD = Path(__file__).with_name("pdf_child.py")
_NO_SYSTEM_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\
<fontconfig><cachedir>{cache}</cachedir></fontconfig>'


def render_pdf(
    template_name: str,
    context: Mapping[str, Any],
    *,
    title: str,
    landscape: bool = False,
    watermark: str = "",
    variant: str = "pdf/ua-1",
    seconds: int = SECONDS,
    rows: int = MAX_ROWS,
) -> bytes:
    """Render a template that extends ``pdf/base.html`` and return the PDF (tagged, A4).

    ``watermark`` is drawn pale across every page; papers in TRACED carry name and time of the reader. Takes
    1–3 s: call it in a job, or for one-page forms in a request. Only the shipped fonts, those in
    UNION_FONT_DIR and our static files are read.

    Raises:
        DomainError: more than ``rows`` rows, or the drawing broke its limits (``seconds``, 1 GiB).
    """
    trace = _trace(template_name)
    given = {"pdf_unit": "", **context, "pdf_title": title, "landscape": landscape}
    html = render_to_string(
        template_name, {**given, "watermark": watermark or trace, "is_trace": bool(trace)}
    )
    if html.count("<tr") > rows or len(html) > MAX_HTML:
        raise DomainError(f"内容超过 {rows} 行，无法生成 PDF。请缩小筛选范围，或改用导出 Excel")
    return draw_pdf(_with_note(html), variant=variant, seconds=seconds)


def _trace(template_name: str) -> str:
    """Who draws a paper with people on it, and when; "" for other papers and outside of requests."""
    who = current_request_info().reader() if template_name in TRACED else ""
    return f"{who} {timezone.localtime():%Y-%m-%d %H:%M}" if who else ""


def _with_note(html: str) -> str:
    """Name under the text what no font can draw: a box in a name would go unseen."""
    missing = characters_without_font(html)
    if not missing:
        return html
    codes = "、".join(f"U+{ord(character):04X}" for character in missing)
    note = f"注：字库中没有下列字，文中以方框代替，请手工补写：{codes}"
    return html.replace("</body>", f'<p class="small">{note}</p></body>', 1)


def draw_pdf(html: str, *, variant: str = "pdf/ua-1", seconds: int = SECONDS) -> bytes:
    """Draw a whole HTML document in the child process; see render_pdf.

    Raises:
        DomainError: the child ended without a PDF, or was killed at its limit.
    """
    order = {
        "html": _with_fonts(html),
        "roots": [str(root) for root in _readable_roots()],
        "variant": variant,
        "seconds": seconds,
        "memory": MEMORY,
    }
    with tempfile.TemporaryDirectory(prefix="union-pdf-") as folder:
        return _run_child(json.dumps(order).encode() + b"\n", Path(folder), seconds)


def _run_child(order: bytes, folder: Path, seconds: int) -> bytes:
    (folder / "fonts.conf").write_text(_NO_SYSTEM_FONTS.format(cache=folder / "cache"), encoding="utf-8")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
        "HOME": str(folder),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell; run() kills the child at the time-out
            [sys.executable, "-I", str(_CHILD)],
            input=order,
            capture_output=True,
            timeout=seconds,
            env=environment,
            cwd=folder,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DomainError(_TOO_LONG.format(seconds)) from error
    if done.returncode == -signal.SIGXCPU:
        raise DomainError(_TOO_LONG.format(seconds))
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        logger.error("pdf child ended with %s, %s bytes", done.returncode, len(done.stdout))
        raise DomainError("生成 PDF 没有成功：内容太多或太复杂。请缩小范围后重试")
    return done.stdout


def _readable_roots() -> list[Path]:
    """Folders the child may read: fonts and our own static files, never media."""
    folders = [_wheel_fonts(), RARE_FONT.parent, *map(Path, settings.STATICFILES_DIRS)]
    hospital = _hospital_font_dir()
    return [*folders, hospital] if hospital else folders


def _wheel_fonts() -> Path:
    """Folder of the font files of the package pylopdf-fonts-zh-cn (Noto SC, OFL)."""
    import pylopdf_fonts_zh_cn

    return Path(str(pylopdf_fonts_zh_cn.__file__)).parent


def _hospital_font_dir() -> Path | None:
    """UNION_FONT_DIR: where the hospital puts fonts it has a licence for (仿宋_GB2312, 方正小标宋)."""
    folder = Path(settings.UNION_FONT_DIR)
    return folder if settings.UNION_FONT_DIR and folder.is_dir() else None


def _with_fonts(html: str) -> str:
    """Put the @font-face rules into the head; the rare-character font only where it is needed."""
    faces = [
        ("Union Serif", _wheel_fonts() / "NotoSerifSC-Regular.otf"),
        ("Union Sans", _wheel_fonts() / "NotoSansSC-Regular.otf"),
    ]
    if any(ord(character) >= FIRST_RARE for character in html):
        faces.append(("Union Rare Han", RARE_FONT))
    folder = _hospital_font_dir()
    if folder:
        faces += [(family, path) for path in _font_files(folder) for family in font_families(path)]
    rules = "".join(
        f'@font-face{{font-family:"{family}";src:url("{path.resolve().as_uri()}")}}' for family, path in faces
    )
    return html.replace("</head>", f"<style>{rules}</style></head>", 1)


def _font_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in (".ttf", ".otf"))


@functools.lru_cache(maxsize=64)
def font_families(path: Path) -> tuple[str, ...]:
    """Return the family names a font file calls itself, Chinese and Latin; () if it is no font."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            names = {record.toUnicode() for record in font["name"].names if record.nameID in (1, 16)}
    except (TTLibError, OSError, UnicodeDecodeError, KeyError):
        logger.warning("font file %s is not readable", path.name)
        return ()
    return tuple(sorted(name for name in names if '"' not in name and "<" not in name))


def characters_without_font(text: str) -> str:
    """Return the characters of ``text`` that no font we read can draw, once each, in order."""
    folder = _hospital_font_dir()
    own = tuple(_font_files(folder)) if folder else ()
    drawable = _covered(own)
    missing = (c for c in dict.fromkeys(text) if ord(c) not in drawable)
    return "".join(c for c in missing if unicodedata.category(c) not in _UNSEEN)


@functools.lru_cache(maxsize=4)
def _covered(own: tuple[Path, ...]) -> frozenset[int]:
    """Code points of the shipped fonts and of the hospital's ``own``; read once (0.5 s)."""
    from fontTools.ttLib import TTFont

    shipped = (
        _wheel_fonts() / "NotoSerifSC-Regular.otf",
        _wheel_fonts() / "NotoSansSC-Regular.otf",
        RARE_FONT,
    )
    paths = [*shipped, *(path for path in own if font_families(path))]
    covered: set[int] = set()
    for path in paths:
        with TTFont(path, lazy=True) as font:
            covered.update(font.getBestCmap())
    return frozenset(covered)
