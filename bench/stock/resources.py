"""Stock django-import-export resources on members.models.Member: no bulk, no skipped diff, stock widgets."""

from import_export import fields, resources, widgets

from members.models import Member
from union.organisation.models import Branch, Department, Group

# The first nine are what our list shows; the twelve are what is exported.
COLUMNS = (
    "staff_no", "name", "sex", "department", "branch", "professional_title", "employment_kind",
    "membership_status", "joined_union_on", "group", "education", "born_on",
)  # fmt: skip
_UNITS = {"branch": Branch, "department": Department, "group": Group}


def _unit(name: str) -> fields.Field:
    return fields.Field(name, name, widgets.ForeignKeyWidget(_UNITS[name], "name"))


class RosterResource(resources.ModelResource):
    """The roster's columns, known by 工号."""

    branch, department, group = _unit("branch"), _unit("department"), _unit("group")

    class Meta:
        model = Member
        import_id_fields = ("staff_no",)
        fields = (
            "staff_no", "name", "sex", "ethnicity", "born_on", "id_number", "political_status", "education",
            "professional_title", "post_category", "department", "branch", "group", "started_work_on",
            "joined_union_on", "phone", "employment_kind", "marital_status",
        )  # fmt: skip


class ExportResource(resources.ModelResource):
    """The twelve columns of the exported ledger."""

    branch, department, group = _unit("branch"), _unit("department"), _unit("group")

    class Meta:
        model = Member
        fields = COLUMNS
        export_order = COLUMNS
