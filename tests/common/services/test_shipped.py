import datetime as dt

import pytest
from django.apps import apps

from members.rules.retirement import retirement_of, table_from
from union.common import shipped
from union.common.choices import DataSource
from union.common.models import CalendarDay, CodeItem, PrivacyNotice, RuleSet
from union.common.models.privacy import NoticeKind
from union.organisation import shipped as organisation_shipped
from union.organisation.choices import BodyKind
from union.organisation.models import Body, UnionProfile

pytestmark = pytest.mark.django_db


def test_every_list_came_with_the_migration():
    assert set(CodeItem.objects.values_list("kind", flat=True)) == set(shipped.KIND_LABELS)
    assert CodeItem.objects.filter(kind="ethnicity").count() == 56
    assert set(PrivacyNotice.objects.values_list("kind", flat=True)) == set(NoticeKind.values)
    assert CalendarDay.objects.filter(day=dt.date(2026, 10, 1)).exists()
    assert UnionProfile.objects.get().pk == 1
    assert set(Body.objects.values_list("kind", flat=True)) == set(BodyKind.values) - {BodyKind.BRANCH}


def test_no_spelling_leads_to_two_labels():
    for kind in shipped.KIND_LABELS:
        words = [
            word
            for label, aliases in CodeItem.objects.filter(kind=kind).values_list("label", "aliases")
            for word in {label, *aliases}
        ]
        own = set(CodeItem.objects.filter(kind=kind).values_list("label", flat=True))
        doubled = {word for word in words if words.count(word) > 1} - own
        assert not doubled, (kind, doubled)


def test_loading_again_adds_nothing():
    assert shipped.load(apps.get_model) == {"codes": 0, "rules": 0, "notices": 0, "days": 0}
    assert organisation_shipped.load(apps.get_model) == 0


def test_loading_leaves_the_offices_rows_alone():
    CodeItem.objects.filter(kind="education", label="大学本科").update(
        aliases=["本"], source=DataSource.OFFICE, is_active=False
    )
    CodeItem.objects.filter(kind="education", label="中专").update(aliases=[])
    shipped.load(apps.get_model)

    office = CodeItem.objects.get(kind="education", label="大学本科")
    assert (office.aliases, office.is_active) == (["本"], False)
    assert "中技" in CodeItem.objects.get(kind="education", label="中专").aliases


@pytest.mark.parametrize(("day", "months"), [(dt.date(2024, 12, 31), 0), (dt.date(2025, 1, 1), 36)])
def test_one_retirement_rule_on_every_day(day, months):
    rule = RuleSet.objects.valid_on(day).get(kind="retirement_age")
    table = table_from(rule.values)
    assert table.men.longest == months
    assert rule.source_document


def test_the_shipped_table_gives_the_official_examples():
    """Worked examples of domain.md §2.5."""
    table = table_from(RuleSet.objects.valid_on(dt.date(2026, 1, 1)).get(kind="retirement_age").values)
    assert retirement_of(dt.date(1965, 4, 10), "male", "医师", table).due_on == dt.date(2025, 5, 10)
    assert retirement_of(dt.date(1970, 5, 20), "female", "护理", table).age_label == "55 岁 2 个月"
    assert retirement_of(dt.date(1976, 9, 1), "male", "管理", table).age_label == "63 岁"
    assert retirement_of(dt.date(1984, 11, 1), "female", "工勤", table).age_label == "55 岁"
