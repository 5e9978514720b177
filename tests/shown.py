"""What a browser sends back of the page it was shown."""

import re

_HIDDEN = re.compile(r'name="version" value="(\d+)"')


def shown(client, address):
    """Open the page; return the hidden version of its form, as a browser would post it."""
    found = _HIDDEN.search(client.get(address).content.decode())
    return {"version": found.group(1)} if found else {}


def click(client, address, data=None, **more):
    """Open the page of a form and send it, with the version it showed."""
    return client.post(address, (data or {}) | shown(client, address), **more)
