"""Secrets of a demonstration: made at the first start, kept under var/, unlike on every machine."""

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any


def generated_secrets(path: Path) -> dict[str, Any]:
    """Read the secrets file, or create it (mode 600).

    Safe when several processes start at once: the file appears whole by a hard link, the first one wins
    and all read the same keys.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
    return json.loads(path.read_text(encoding="utf-8"))


def _create(path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mkstemp: mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(new_secrets(), file, indent=1)
        os.link(name, path)
    except FileExistsError:
        pass  # another process was first; its keys count
    finally:
        Path(name).unlink()


def new_secrets() -> dict[str, Any]:
    """Make fresh random secrets in the form the settings take."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "UNION_FIELD_KEYS": [f"demo{secrets.token_hex(3)}:{_key()}"],
        "UNION_INDEX_KEY": _key(),
        "UNION_AUDIT_KEY": _key(),
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
