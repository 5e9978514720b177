"""The history of a record of the small flows."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from events.models import RecordStep


def steps_of(row: Model) -> QuerySet[RecordStep]:
    """Steps of ``row`` in order, with who took them."""
    rows = RecordStep.objects.filter(record_kind=row._meta.model_name, record_pk=row.pk)
    return rows.select_related("actor").order_by("pk")
