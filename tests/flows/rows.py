"""What a row of the rights tables says, and the groups of roles they name.

`own` are the roles for whom the object lies in their scope, `foreign` those who may open an object of
another branch as well (whole-hospital offices). Objects are named; tests/flows/world.py makes them.
"""

from dataclasses import dataclass, field

ROLES = (
    "admin", "security", "auditlog", "chair", "office", "committee", "auditor", "women", "branch", "group",
    "leader", "dept", "delegate", "member",
)  # fmt: skip
EVERYBODY = frozenset(ROLES)
SEES_ALL = frozenset({"chair", "office", "committee", "auditor", "leader"})  # VIEW_MEMBERS, whole hospital
SCOPED = frozenset({"women", "branch", "group"})
SEES = SEES_ALL | SCOPED
OFFICE = frozenset({"office"})
DECIDES = frozenset({"chair", "office"})
ORGANISATION = SEES | {"admin", "security"}
EXPORTS = frozenset({"chair", "office", "committee", "auditor", "women", "branch"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """`own`/`foreign`: roles; `args`: names of world objects, `{side}` is own or foreign."""

    own: frozenset[str]
    foreign: frozenset[str] | None = None  # None: the URL names no object
    args: tuple[str, ...] = ()
    method: str = "get"
    data: dict[str, str] = field(default_factory=dict)


def member(own: frozenset[str], foreign: frozenset[str], *more: str, method: str = "get", **data: str) -> Row:
    """A page of one member."""
    return Row(own, foreign, ("member.{side}", *more), method, data)
