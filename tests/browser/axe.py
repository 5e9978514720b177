"""axe-core (tests/browser/vendor): what a page does wrong for people who cannot see or use a mouse."""

from pathlib import Path

SOURCE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")


def serious(page, *, colours: bool = True) -> list[str]:
    """Serious and critical findings of axe-core on `page`, each with its first element.

    ``colours``: measure the contrast too.
    """
    page.evaluate(f"window.axe ? 0 : (() => {{{SOURCE};}})()")
    rules = {"color-contrast": {"enabled": colours}}
    found = page.evaluate("rules => axe.run(document, {resultTypes: ['violations'], rules})", rules)
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
