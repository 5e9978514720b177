"""What the list shows to which a figure leads."""

from urllib.parse import parse_qs, urlsplit

from django.http import QueryDict

from tests.factories import officer
from union.ledgers.selectors import query_from
from union.organisation.choices import Office


def sums(ledger, url):
    """Rows and totals of the ledger at the address of a figure, for the office."""
    asked = {key: value[0] for key, value in parse_qs(urlsplit(url).query).items()}
    params = QueryDict(mutable=True)
    params.update(asked)
    user = officer(Office.OFFICE_STAFF)
    found = query_from(ledger, user, params, None).with_columns(ledger.columns).totals()
    return found.rows, found.sums
