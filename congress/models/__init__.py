"""Tables of the workers' congress, one subject a file."""

from congress.models.delegates import Constituency, Delegation, Mandate, Panel, PanelMember
from congress.models.terms import AgendaItem, Session, Term

__all__ = [
    "AgendaItem",
    "Constituency",
    "Delegation",
    "Mandate",
    "Panel",
    "PanelMember",
    "Session",
    "Term",
]
