"""What a browser sends back of the page it was shown."""

import re

_HIDDEN = re.compile(r'name="version" value="(\d+)"')


def shown(client, address):
    """Open the page; return the hidden version of its form, as a browser would post it."""
    found = _HIDDEN.search(client.get(address).content.decode())
    return {"version": found.group(1)} if found else {}
