"""axe-core (tests/browser/vendor): what a page does wrong for people who cannot see or use a mouse."""

from pathlib import Path

SOURCE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")


def serious(page) -> list[str]:
    """Serious and critical findings of axe-core on `page`, each with its first element."""
    page.evaluate(f"{SOURCE};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
