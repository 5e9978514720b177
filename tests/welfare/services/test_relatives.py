"""Whose death is mourned: the relatives of the paper that is cited, on an old installation too."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from tests.factories_welfare import Cast, new_standard, occasion, proposal, report
from union.common.dates import today
from union.common.errors import DomainError
from welfare.models import VisitStandard
from welfare.selectors.standards import standard_on
from welfare.services.visits import check_visit

pytestmark = pytest.mark.django_db
OLD, NEW = dt.date(2024, 6, 1), dt.date(2026, 6, 1)
FAMILY = ["spouse", "parent", "child"]
NEAR_KIN = [*FAMILY, "sibling", "grandparent", "grandchild"]  # 《民法典》第一千零四十五条
BEFORE = [*FAMILY, "parent_in_law"]


def relations():
    return [standard_on(occasion("relative_death"), day).relations for day in (OLD, NEW)]


def test_each_version_names_the_relatives_of_its_paper():
    assert relations() == [FAMILY, NEAR_KIN]


def test_a_parent_in_law_is_no_near_kin_and_a_grandchild_is():
    cast = Cast()
    no = report(cast, "relative_death", relation="parent_in_law")
    with pytest.raises(DomainError, match=r"不包括岳父母、公婆.*皖工发〔2025〕18号"):
        check_visit(no.pk, proposal(no), actor=cast.office)
    yes = report(cast, "relative_death", relation="grandchild", on=today() - dt.timedelta(days=20))
    assert check_visit(yes.pk, proposal(yes), actor=cast.office).state == "checked"


def test_an_old_installation_is_mended_where_the_office_changed_nothing():
    mend = import_module("welfare.migrations.0008_relatives_of_the_papers").mend
    shipped = VisitStandard.objects.filter(occasion__code="relative_death", source="shipped")
    own = new_standard("relative_death", relations=BEFORE, source_document="皖工发〔2025〕18号")
    shipped.update(relations=BEFORE)
    mend(apps, None)
    assert relations() == [FAMILY, NEAR_KIN]
    own.refresh_from_db()
    assert own.relations == BEFORE

    shipped.update(relations=["spouse", "parent_in_law"])  # changed by hand
    mend(apps, None)
    assert relations() == [["spouse", "parent_in_law"]] * 2
