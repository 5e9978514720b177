"""One admin site with one model: the columns, filters and page size of our own list."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path

from bench.stock.resources import COLUMNS
from members.models import Member


class Site(admin.AdminSite):
    """Whoever is logged in may in: asking for permissions costs the yardstick nothing."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Our user model has no is_staff."""
        return request.user.is_active


class MemberAdmin(admin.ModelAdmin):
    """Stock options; the units are joined, so that there is no query per row."""

    list_display = COLUMNS[:9]
    list_filter = ("branch", "department", "membership_status", "employment_kind", "sex", "joined_union_on")
    list_select_related = ("branch", "department")
    search_fields = ("name", "name_pinyin", "staff_no")
    list_per_page = 50
    raw_id_fields = ("user",)

    def has_view_permission(self, *_: Any) -> bool:
        """Everybody: see Site."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_module_permission = (
        has_view_permission
    )


site = Site()
site.register(Member, MemberAdmin)
urlpatterns = [path("admin/", site.urls)]
