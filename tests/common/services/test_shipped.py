import datetime as dt

import pytest
from django.apps import apps

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


@pytest.mark.parametrize(("day", "delay"), [(dt.date(2024, 12, 31), 0), (dt.date(2025, 1, 1), 36)])
def test_one_retirement_rule_on_every_day(day, delay):
    rule = RuleSet.objects.valid_on(day).get(kind="retirement_age")
    assert rule.values["groups"]["men"]["max_delay_months"] == delay
    assert rule.source_document
