"""axe-core (tests/browser/vendor): what a page does wrong for people who cannot see or use a mouse."""

from pathlib import Path

SOURCE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")


ONCE = "color-contrast"  # half of the time of a run, and the same at every size


def serious(page, *, again: bool = False) -> list[str]:
    """Serious and critical findings of axe-core on `page`, each with its first element.

    ``again``: the page was looked at before at another size; its colours are not measured twice.
    """
    page.evaluate(f"window.axe ? 0 : (() => {{{SOURCE};}})()")
    rules = {ONCE: {"enabled": not again}}
    found = page.evaluate("rules => axe.run(document, {resultTypes: ['violations'], rules})", rules)
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
