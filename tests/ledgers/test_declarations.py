import pytest
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse

from union.common.registries import ledgers, sensitive_fields
from union.ledgers.declare import Kind, Period

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


def test_what_names_something_is_no_amount():
    """A year or a number of a paper is never 2,026."""
    names = ("号", "年度", "批次")
    wrong = [
        f"{ledger.key}.{column.key}"
        for ledger in ALL
        for column in ledger.columns
        if column.label.endswith(names) and column.kind is Kind.INTEGER
    ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("ledger", ALL, ids=lambda ledger: ledger.key)
def test_every_column_and_filter_is_a_real_path(ledger):
    from union.ledgers.selectors import LedgerQuery

    values = {each.key: "1" for each in ledger.filters} | {
        f"{each.key}_from": "2020-01-01" for each in ledger.filters
    }
    for column in ledger.columns:
        query = LedgerQuery(ledger, None, ledger.columns, Period(), filters=values, sort=column.key)
        assert query.page_rows() == ([], False)
    assert LedgerQuery(ledger, None, ledger.columns, Period(2025)).totals().rows == 0


def keys_of(model, path):
    """Keys of the field at the end of ``path`` that tell a reader nothing; "A 已解决" begins with its key."""
    field = None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return []
        model = field.related_model
    return [key for key, label in field.flatchoices if not str(label).startswith(str(key))]


@pytest.mark.django_db
@pytest.mark.parametrize("ledger", ALL, ids=lambda ledger: ledger.key)
def test_a_stored_key_is_shown_by_its_label(ledger):
    model = ledger.rows(None, Period(2025)).model
    bare = [c.key for c in ledger.columns if c.kind is Kind.TEXT and keys_of(model, c.path)]
    assert bare == []
