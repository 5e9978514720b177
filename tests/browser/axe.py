"""axe-core (tests/browser/vendor): what a page does wrong for people who cannot see or use a mouse."""

ALL = {}
BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}  # half of the time of a run
# What a page can get wrong that is made of sound components; a quarter of the time.
STRUCTURE = {
    "runOnly": [
        "button-name", "link-name", "label", "select-name", "input-button-name", "image-alt", "frame-title",
        "document-title", "html-has-lang", "valid-lang", "meta-viewport", "list", "listitem",
        "aria-valid-attr", "aria-valid-attr-value", "aria-allowed-attr", "aria-required-attr", "aria-roles",
        "aria-hidden-focus", "aria-input-field-name", "aria-toggle-field-name", "aria-dialog-name",
        "duplicate-id-aria", "nested-interactive", "scrollable-region-focusable", "td-headers-attr",
        "th-has-data-cells",
    ]
}  # fmt: skip


def serious(page, options=ALL) -> list[str]:
    """Serious and critical findings of axe-core on `page`, each with its first element."""
    if page.evaluate("!window.axe"):
        page.add_script_tag(url="/static/axe.min.js")  # the browser keeps it, compiled (union.settings.test)
    found = page.evaluate("options => axe.run(document, {resultTypes: ['violations'], ...options})", options)
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
