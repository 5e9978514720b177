"""Optimistic row version: the second of two editors is told, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F

from union.common.errors import StaleError


class VersionedModel(models.Model):
    """A row whose forms carry the version they were opened with."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def check_shown(self, version: int | None) -> None:
        """Refuse if the page showed another ``version`` of this locked row; None: called without a page.

        Raises:
            StaleError: somebody changed it since the page was opened.
        """
        if version is not None and self.version != version:
            raise StaleError("您打开页面之后，内容已被他人修改或办理，本次没有保存；请重新查看后再办理。")

    def save_version(self, expected: int, fields: Iterable[str]) -> None:
        """Write ``fields`` if the row is still at version ``expected``; the check is in the UPDATE itself.

        Raises:
            StaleError: somebody saved meanwhile. `common.services.forms.explain_stale` adds who and what.
        """
        values: dict[str, Any] = {name: getattr(self, name) for name in fields}
        values["version"] = F("version") + 1
        hit = type(self)._default_manager.filter(pk=self.pk, version=expected).update(**values)
        if not hit:
            raise StaleError("这条记录已被他人修改，请核对后再保存；您填写的内容没有丢失。")
        self.version = expected + 1
