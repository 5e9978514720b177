import pytest
from django.urls import reverse

from union.common.registries import ledgers, sensitive_fields
from union.ledgers.declare import Kind

ALL = list(ledgers)


@pytest.mark.parametrize("ledger", ALL, ids=lambda ledger: ledger.key)
def test_declaration_is_whole(ledger):
    keys = [column.key for column in ledger.columns]

    assert len(keys) == len(set(keys))
    assert reverse(ledger.page_url).startswith("/")
    assert not ledger.record_url or reverse(ledger.record_url, args=[1]).count("1") == 1
    assert all(column.sensitive in sensitive_fields for column in ledger.columns if column.sensitive)
    assert all(column.choices for column in ledger.columns if column.kind is Kind.CHOICE)
    for action in (*ledger.actions, *ledger.bulk_actions, *filter(None, [ledger.first_step])):
        assert action.url.startswith("/")


@pytest.mark.django_db
@pytest.mark.parametrize("ledger", ALL, ids=lambda ledger: ledger.key)
def test_every_column_and_filter_is_a_real_path(ledger):
    from union.ledgers.declare import Period
    from union.ledgers.selectors import LedgerQuery

    values = {each.key: "1" for each in ledger.filters} | {
        f"{each.key}_from": "2020-01-01" for each in ledger.filters
    }
    for column in ledger.columns:
        query = LedgerQuery(ledger, None, ledger.columns, Period(), filters=values, sort=column.key)
        assert query.page_rows() == ([], False)
    assert LedgerQuery(ledger, None, ledger.columns, Period(2025)).totals().rows == 0
