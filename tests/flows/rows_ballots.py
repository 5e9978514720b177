"""Who may open the pages of votes, elections and appraisals."""

from tests.flows.rows import EVERYBODY, NOBODY, OFFICE, Row
from tests.flows.rows_registers import ROWS as REGISTERS

# VIEW_CONGRESS: the union's own people and the leadership; others see a vote when they are on its roll.
SEES_VOTES = frozenset({"chair", "office", "committee", "auditor", "women", "branch", "leader"})
_DRAFT, _OPEN, _HANDS, _NAMED, _COUNTING, _DECIDED = (
    ("vote.draft",), ("vote.own",), ("vote.hands",), ("vote.named",), ("vote.counting",), ("vote.decided",),
)  # fmt: skip

READS = frozenset({"chair", "office", "leader"})  # VIEW_APPRAISALS
_PLAN = ("appraisal.draft",)

ROWS: dict[str, Row] = {
    "congress:vote_list": Row(SEES_VOTES),
    "congress:ballot_list": Row(EVERYBODY),
    "congress:vote_create": Row(OFFICE),
    "congress:vote_detail": Row(EVERYBODY, SEES_VOTES, ("vote.{side}",)),  # own: the user is on the roll
    "congress:vote_cast": Row(EVERYBODY, NOBODY, ("vote.{side}",)),
    "congress:vote_edit": Row(OFFICE, args=_DRAFT),
    "congress:vote_candidate_add": Row(OFFICE, args=_DRAFT),
    "congress:vote_candidate_remove": Row(OFFICE, args=("vote.draft", "vote_candidate"), method="post"),
    "congress:vote_teller_add": Row(OFFICE, args=_DRAFT),
    "congress:vote_teller_remove": Row(OFFICE, args=("vote.draft", "vote_teller.foreign"), method="post"),
    "congress:vote_open": Row(OFFICE, args=_DRAFT, method="post"),
    "congress:vote_named": Row(OFFICE, args=_NAMED),
    "congress:vote_hands": Row(OFFICE, args=_HANDS),
    "congress:vote_paper": Row(OFFICE, args=_OPEN),
    "congress:vote_paper_issue": Row(OFFICE, args=_OPEN),
    "congress:vote_paper_count": Row(OFFICE, args=_COUNTING),
    "congress:vote_close": Row(OFFICE, args=_OPEN),
    "congress:vote_void": Row(OFFICE, args=_OPEN),
    "congress:vote_repeat": Row(OFFICE, args=_DECIDED, method="post"),
    "congress:vote_hand_over": Row(OFFICE, args=_DECIDED, method="post"),
    "congress:vote_rewrite": Row(OFFICE, args=_DECIDED, method="post"),
    "congress:vote_protocol": Row(OFFICE, args=_DECIDED),
    # appraisals: organised by the office, read by chair and leadership; "own": the user rates in it
    "congress:appraisal_list": Row(READS),
    "congress:appraisal_result_list": Row(READS),
    "congress:appraisal_code": Row(EVERYBODY),  # also without a login
    "congress:appraisal_create": Row(OFFICE),
    "congress:appraisal_detail": Row(EVERYBODY, READS, ("appraisal.{side}",)),
    "congress:appraisal_cast": Row(EVERYBODY, NOBODY, ("appraisal.{side}",)),
    "congress:appraisal_edit": Row(OFFICE, args=_PLAN),
    "congress:appraisal_subject_add": Row(OFFICE, args=_PLAN),
    "congress:appraisal_item_add": Row(OFFICE, args=_PLAN),
    "congress:appraisal_group_add": Row(OFFICE, args=_PLAN),
    "congress:appraisal_rater_add": Row(OFFICE, args=("appraisal.draft", "rater_group")),
    "congress:appraisal_codes_print": Row(OFFICE, args=("appraisal.draft", "rater_group"), method="post"),
    "congress:appraisal_part_remove": Row(OFFICE, args=("appraisal.draft", "=groups", "rater_group"), method="post"),
    "congress:appraisal_teller_add": Row(OFFICE, args=_PLAN),
    "congress:appraisal_teller_remove": Row(OFFICE, args=("appraisal.draft", "appraisal_teller"), method="post"),
    "congress:appraisal_open": Row(OFFICE, args=_PLAN, method="post"),
    "congress:appraisal_close": Row(OFFICE, args=("appraisal.own",)),
    "congress:appraisal_void": Row(OFFICE, args=("appraisal.own",)),
    "congress:appraisal_rewrite": Row(OFFICE, args=("appraisal.decided",), method="post"),
    "congress:appraisal_paper": Row(READS, args=("appraisal.decided",)),
    "congress:appraisal_subject_sheet": Row(READS, args=("appraisal.decided", "appraisal_subject")),
    "congress:vote_passphrase": Row(EVERYBODY, NOBODY, ("vote_teller.{side}",)),
}  # fmt: skip
ROWS |= REGISTERS
