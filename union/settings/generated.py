"""Secrets of a demonstration: made at the first start, kept under var/, unlike on every machine.

`python3 union/settings/generated.py` prints fresh secrets for a production `.env`.
"""

import base64
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

DEMO_MARK = "demo"
KEY_BYTES = 32


def generated_secrets(path: Path) -> dict[str, Any]:
    """Read the secrets file, or create it (mode 600).

    Safe when several processes start at once: the file appears whole by a hard link, the first one wins
    and all read the same keys.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _create(path)
    secrets_read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return secrets_read


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


def new_secrets(mark: str = DEMO_MARK) -> dict[str, Any]:
    """Make fresh random secrets in the form the settings take (224 random bits and more each).

    Demonstration keys begin with a mark, so that `union.settings.prod` knows and refuses them.
    """
    return {
        "SECRET_KEY": mark + secrets.token_urlsafe(64),
        "UNION_FIELD_KEYS": [f"{mark or 'k'}{secrets.token_hex(3)}:{_key(mark)}"],
        "UNION_INDEX_KEY": _key(mark),
        "UNION_AUDIT_KEY": _key(mark),
    }


def _key(mark: str) -> str:
    head = mark.encode()
    return base64.b64encode(head + secrets.token_bytes(KEY_BYTES - len(head))).decode()


if __name__ == "__main__":
    for name, value in new_secrets(mark="").items():
        print(f"{name}={','.join(value) if isinstance(value, list) else value}")  # noqa: T201 (its purpose)
