"""Who may open the pages of notices, articles, honours, rules and the work record (events)."""

from tests.flows.rows import EVERYBODY, NOBODY, OFFICE, SEES, SEES_ALL, Row

ISSUES = frozenset({"office", "chair", "branch"})
ALL_ISSUES = frozenset({"office", "chair"})
CHAIR = frozenset({"chair"})
NOMINATES = frozenset({"office", "branch"})
VOTES = frozenset({"chair", "committee"})
WRITES = frozenset({"office", "branch", "group"})
# a notice for one branch: its people by membership or office, and whoever issues for it
BRANCH_PEOPLE = ISSUES | {"group", "dept", "member"}


def one(own, foreign, name: str, *more: str, method: str = "get", **data: str) -> Row:
    """A page of one record."""
    return Row(own, foreign, (f"culture.{name}.{{side}}", *more), method, data)


ROWS: dict[str, Row] = {
    "events:file_remove": one(ISSUES, ALL_ISSUES, "draft_file", method="post"),
    "events:news": Row(EVERYBODY),
    "events:bulletin_list": Row(SEES),
    "events:bulletin_create": Row(ISSUES),
    "events:bulletin_detail": one(BRANCH_PEOPLE, ALL_ISSUES, "bulletin"),
    "events:bulletin_edit": one(ISSUES, ALL_ISSUES, "draft"),
    "events:bulletin_confirm": one(BRANCH_PEOPLE, ALL_ISSUES, "bulletin", method="post"),
    "events:bulletin_readers": one(ISSUES, ALL_ISSUES, "bulletin"),
    "events:bulletin_ask": one(ISSUES, ALL_ISSUES, "bulletin", method="post"),
    "events:article_list": Row(SEES),
    "events:placement_list": Row(SEES),
    "events:article_create": Row(WRITES),
    "events:article_detail": one(frozenset({"office", "chair", "branch"}), ALL_ISSUES, "article"),
    "events:article_edit": one(NOBODY, NOBODY, "article"),  # its author, while it is a draft
    "events:placement_create": one(ALL_ISSUES, ALL_ISSUES, "article"),
    "events:library_rules": Row(EVERYBODY),
    "events:document_list": Row(SEES),
    "events:document_create": Row(ALL_ISSUES),
    "events:document_detail": Row(ALL_ISSUES, args=("culture.document",)),  # a draft
    "events:document_edit": Row(ALL_ISSUES, args=("culture.document",)),
    "events:document_confirm": Row(EVERYBODY, args=("culture.document_in_force",), method="post"),
    "events:document_readers": Row(ALL_ISSUES, args=("culture.document",)),
    "events:document_ask": Row(ALL_ISSUES, args=("culture.document",), method="post"),
    "events:archive": Row(ISSUES),
    "events:archive_list": Row(SEES),
    "events:archive_detail": one(ISSUES, ALL_ISSUES, "archived"),
    "events:archive_take_out": one(NOMINATES, OFFICE, "archived"),
    "events:archive_pick": Row(NOMINATES, args=("culture.class",)),
    "events:archive_class_create": Row(OFFICE),
    "events:archive_class_edit": Row(OFFICE, args=("culture.class",)),
    "events:archive_file": Row(NOMINATES, args=("culture.class",), method="post"),
    "events:archive_paper": Row(NOMINATES, args=("culture.class",)),
    "events:home_check_list": Row(SEES),
    "events:home_check_create": Row(NOMINATES),
    "events:home_check_detail": one(SEES_ALL | {"branch"}, SEES_ALL, "home"),
    "events:home_score": one(NOMINATES, OFFICE, "home", "=roster"),
    "events:programme_list": Row(SEES),
    "events:programme_create": Row(OFFICE),
    "events:programme_year": Row(OFFICE),
    "events:programme_detail": one(ALL_ISSUES, ALL_ISSUES, "programme"),  # a draft; others see what has begun
    "events:programme_edit": one(OFFICE, OFFICE, "programme"),
    "events:nominate": one(NOMINATES, NOMINATES, "open"),
    "events:programme_vote": one(VOTES, VOTES, "voting", method="post"),
    "events:programme_choose": one(OFFICE, OFFICE, "voting", method="post"),
    "events:nomination_list": Row(SEES),
    "events:nomination_detail": one(ISSUES, ALL_ISSUES, "nomination"),
    "events:honour_list": Row(SEES),
    "events:honour_mine": Row(EVERYBODY),
    "events:honour_create": Row(OFFICE),
    "events:honour_detail": one(SEES, SEES_ALL, "honour"),
    "events:honour_edit": one(OFFICE, OFFICE, "honour"),
    "events:honour_revoke": one(CHAIR, CHAIR, "honour"),
    "events:honour_certificate": one(OFFICE, OFFICE, "honour"),  # and its holder
    "events:correspondents": Row(ALL_ISSUES),
    "events:correspondent_end": one(ALL_ISSUES, ALL_ISSUES, "correspondent", method="post"),
}
