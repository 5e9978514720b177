"""The child process that draws one PDF. Run as a file, never imported: it knows nothing of Django.

Standard input: one JSON line {html, roots, variant, seconds, memory}, standard output: the PDF.
Exit code 3: the document breaks a limit. It can read only files below ``roots`` (the fonts, our own
static files): no network, no other file, no redirect.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

OVER_LIMIT = 3


def set_limits(seconds: int, memory: int) -> None:
    """Bound CPU seconds, address space and file size of this process for good."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw(order: dict[str, Any]) -> bytes:
    """Return the PDF of ``order["html"]``."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    roots = [Path(root).resolve() for root in order["roots"]]

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """Refuses everything but files below ``roots``."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
            if url.startswith(("data:image/jpeg;base64,", "data:image/png;base64,")):
                return super().fetch(url, headers)  # stands in the document itself
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or not any(path.is_relative_to(root) for root in roots):
                raise ValueError("address refused")
            return super().fetch(path.as_uri(), headers)

    fetcher = OwnFilesOnly(allowed_protocols=("file", "data"), allow_redirects=False)
    document = HTML(string=order["html"], url_fetcher=fetcher, base_url=None)
    return bytes(document.write_pdf(pdf_variant=order["variant"] or None, full_fonts=False))


def main() -> int:
    """Read the order, draw, write."""
    order = json.loads(sys.stdin.buffer.readline())
    set_limits(order["seconds"], order["memory"])
    try:
        pdf = draw(order)
    except (MemoryError, RecursionError):
        return OVER_LIMIT
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    # Not sys.exit(): the interpreter's own clean-up frees Pango's objects in any order, and about one
    # child in some thousands crashed there, after the whole PDF was written.
    os._exit(main())
