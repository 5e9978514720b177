"""What the organisation puts into the registries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from union.common import registries
from union.common.registries import NavItem, SearchProvider, SearchResult, VisibleRecord
from union.organisation import demo, duties, permissions
from union.organisation.choices import Right, UnitKind
from union.organisation.selectors.offices import officers_visible_to
from union.organisation.selectors.units import open_units_named, units_visible_to
from union.organisation.selectors.watchers import who_sees_appointment, who_sees_unit

if TYPE_CHECKING:
    from union.accounts.models import User


def register() -> None:
    """Called once from OrganisationConfig.ready()."""
    nav = registries.navigation.register
    nav(
        "organisation",
        NavItem("组织", "organisation:tree", "network", _sees, position=70, prefixes=("/organisation/",)),
    )
    nav("organisation.tree", _child("组织架构", "organisation:tree", _sees))
    nav("organisation.officers", _child("任职", "organisation:officer_list", _sees, 10))
    nav("organisation.bodies", _child("机构与届次", "organisation:body_list", _sees_everything, 20))
    nav("organisation.rights", _child("权限表", "organisation:rights_matrix", _grants_all, 30))
    registries.demo_data.register("organisation", demo.fill)
    for kind in UnitKind:
        registries.visible_records.register(kind.value, _unit_record(kind))
    registries.visible_records.register("appointment", APPOINTMENT)
    registries.duties.register("organisation.terms", duties.terms_ending)
    registries.search_results.register(
        "organisation.units", SearchProvider("组织", find_units, while_typing=True)
    )


def _unit_record(kind: UnitKind) -> VisibleRecord:
    return VisibleRecord(
        kind.label,
        lambda user, pk: units_visible_to(user, kind).filter(pk=pk).first(),
        (Right.VIEW_ORGANISATION.value,),
        grants=who_sees_unit,
    )


APPOINTMENT = VisibleRecord(
    "任职",
    lambda user, pk: officers_visible_to(user).filter(pk=pk).first(),
    (Right.VIEW_ORGANISATION.value,),
    owner=lambda appointment: appointment.user,
    grants=who_sees_appointment,
)


def _child(label: str, url_name: str, visible: object, position: int = 0) -> NavItem:
    return NavItem(label, url_name, "", visible, position=position, parent="organisation")  # type: ignore[arg-type]


def _sees(user: User) -> bool:
    return user.access.can(Right.VIEW_ORGANISATION)


def _sees_everything(user: User) -> bool:
    return permissions.organisation_scope(user).everything


def _grants_all(user: User) -> bool:
    return user.access.can(Right.GRANT_ALL_OFFICES)


def find_units(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Open units within the scope whose name contains ``text``; three queries."""
    left = limit
    for kind in UnitKind:
        if left <= 0:
            return
        for pk, name in open_units_named(user, kind, text)[:left]:
            left -= 1
            url = reverse("organisation:unit_detail", args=[kind.value, pk])
            yield SearchResult(name, kind.label, url, icon="network")
