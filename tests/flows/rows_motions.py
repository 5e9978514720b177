"""Who may open the pages of motions. `motion.own` lies with the department of the role `dept`."""

from tests.flows.rows import DECIDES, EVERYBODY, NOBODY, Row

READS_ALL = frozenset({"chair", "office", "committee", "leader"})
READS = READS_ALL | {"dept"}
_ONE = ("motion.{side}",)
_SESSION = ("motion_session",)

ROWS: dict[str, Row] = {
    "motions:motion_list": Row(READS),
    "motions:desk": Row(EVERYBODY),  # whoever has nothing to do with motions sees that
    "motions:motion_create": Row(NOBODY),  # full delegates with a mandate today; the roles here have none
    "motions:similar": Row(DECIDES, method="post", data={"title": "增设职工夜班休息室"}),
    "motions:delegate_options": Row(NOBODY, method="post", data={"q": "{canary}"}),
    "motions:department_options": Row(DECIDES, method="post", data={"q": "科"}),
    "motions:report": Row(READS_ALL),
    "motions:report_file": Row(READS_ALL, method="head"),
    "motions:report_pdf": Row(READS_ALL, method="head"),
    "motions:list_pdf": Row(READS_ALL, method="head"),
    "motions:booklet_pdf": Row(READS_ALL, method="head"),
    "motions:window": Row(DECIDES, args=_SESSION),
    "motions:department_award": Row(DECIDES, args=_SESSION),
    "motions:plan_write": Row(frozenset({"dept"}), NOBODY, ("motion_unit.{side}",), "post"),
    "motions:reply_letter": Row(READS, READS_ALL, ("motion_reply.{side}",), "head"),
    "motions:motion_detail": Row(READS, READS_ALL, _ONE),
    "motions:motion_edit": Row(NOBODY, NOBODY, _ONE),
    "motions:motion_correct": Row(NOBODY, NOBODY, _ONE),  # decided already, and not from an old ledger
    "motions:second_answer": Row(NOBODY, NOBODY, _ONE, "post"),
    "motions:invite": Row(NOBODY, NOBODY, _ONE, "post"),
    "motions:contact_add": Row(DECIDES | {"dept"}, DECIDES, _ONE, "post"),
    "motions:award_give": Row(DECIDES, DECIDES, _ONE, "post"),
    "motions:motion_paper": Row(READS, READS_ALL, _ONE, "head"),
    "motions:motion_step": Row(frozenset({"dept"}), NOBODY, ("motion.{side}", "=accept")),
}
