"""200 people press “sign up” for 50 places at once, over HTTP against two web processes.

`one_round` is the whole claim: no place given twice; `wsgi` serves the product and, when a request asks for
it, without the lock (the twin).
"""

TWIN_HEADER, TWIN_PEOPLE, TWIN_PLACES = "X-Rush-Twin", 8, 2
