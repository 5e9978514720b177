"""Who may open what: one row per URL. A URL that has no row here fails the test.

Each app brings its own table (`tests/flows/rows_<app>.py`) and its own objects (`world_<app>.py`).
"""

from tests.flows.rows import (
    DECIDES,
    EVERYBODY,
    EXPORTS,
    NOBODY,
    OFFICE,
    ORGANISATION,
    SEES,
    SEES_ALL,
    Row,
    member,
)
from tests.flows.rows_ballots import ROWS as BALLOTS
from tests.flows.rows_care import ROWS as CARE
from tests.flows.rows_congress import ROWS as CONGRESS
from tests.flows.rows_culture import ROWS as CULTURE
from tests.flows.rows_dues import ROWS as DUES
from tests.flows.rows_events import ROWS as EVENTS
from tests.flows.rows_funds import ROWS as FUNDS
from tests.flows.rows_motions import ROWS as MOTIONS
from tests.flows.rows_reminders import ROWS as REMINDERS
from tests.flows.rows_reports import ROWS as REPORTS
from tests.flows.rows_rooms import ROWS as ROOMS
from tests.flows.rows_welfare import ROWS as WELFARE

PUBLIC = {"accounts:login", "congress:appraisal_code", "events:feed", "health:live", "health:ready"}

_KERNEL: dict[str, Row] = {
    # every user
    "common:home": Row(EVERYBODY),
    "common:search": Row(EVERYBODY, method="post", data={"q": "{canary}", "part": "rest"}),
    "common:draft": Row(EVERYBODY, args=("=some:form",)),
    "common:sensitive_fields": Row(EVERYBODY),
    "reminders:notice_list": Row(EVERYBODY),
    "reminders:notice_read_all": Row(EVERYBODY, method="post"),
    "jobs:job_list": Row(EVERYBODY),
    "accounts:security": Row(EVERYBODY),
    "accounts:password_change": Row(EVERYBODY),
    "accounts:second_factor_setup": Row(EVERYBODY),
    "accounts:second_factor_begin": Row(EVERYBODY, method="post"),
    "accounts:second_factor_codes": Row(EVERYBODY),
    "accounts:second_factor_off": Row(EVERYBODY),
    "accounts:second_factor_verify": Row(EVERYBODY),
    "accounts:other_sessions_end": Row(EVERYBODY, method="post"),
    "accounts:logout": Row(EVERYBODY, method="post"),
    "accounts:login": Row(EVERYBODY),
    "health:live": Row(EVERYBODY),
    "health:ready": Row(EVERYBODY),
    # things of one user: nobody else's
    "reminders:notice_open": Row(EVERYBODY, NOBODY, ("notice.{side}",), "post"),
    "accounts:session_end": Row(EVERYBODY, args=("=no-such-session",), method="post"),  # says it has ended
    "jobs:job_detail": Row(EVERYBODY, frozenset({"admin"}), ("job.{side}",)),
    "jobs:job_progress": Row(EVERYBODY, frozenset({"admin"}), ("job.{side}",)),
    "jobs:job_cancel": Row(EVERYBODY, frozenset({"admin"}), ("job.{side}",), "post"),
    "jobs:job_retry": Row(EVERYBODY, frozenset({"admin"}), ("job.{side}",), "post"),
    "jobs:job_download": Row(NOBODY, NOBODY, ("job.{side}",)),  # the job of this world has no file
    "common:attachment": Row(NOBODY, NOBODY, ("attachment",)),  # its owner's app has no access rule
    # settings and audit
    "common:settings": Row(OFFICE),
    "common:code_kinds": Row(OFFICE),
    "common:code_list": Row(OFFICE, args=("=ethnicity",)),
    "common:code_add": Row(OFFICE, args=("=ethnicity",)),
    "common:code_edit": Row(OFFICE, args=("code",)),
    "common:rule_list": Row(OFFICE),
    "common:rule_add": Row(OFFICE, args=("=retirement_age",)),
    "common:notice_list": Row(OFFICE),
    "common:notice_add": Row(OFFICE, args=("=general",)),
    "common:calendar_days": Row(OFFICE),
    "common:calendar_day_remove": Row(OFFICE, args=("calendar_day",), method="post"),
    "common:table_export": Row(OFFICE, args=("=codes",)),
    "common:table_import": Row(OFFICE, args=("=codes",)),
    "common:table_preview": Row(OFFICE, args=("=codes",), method="post"),
    "common:audit_list": Row(frozenset({"auditlog"})),
    "common:audit_event": Row(frozenset({"auditlog"}), args=("audit_event",)),
    "common:audit_verify": Row(frozenset({"auditlog"}), method="post"),
    # accounts
    "accounts:user_list": Row(frozenset({"admin", "security"})),
    "accounts:user_create": Row(frozenset({"admin"})),
    "accounts:user_detail": Row(frozenset({"admin", "security"}), args=("user.foreign",)),
    "accounts:user_phone": Row(frozenset({"admin"}), args=("user.foreign",)),
    # security sees the account; what it may not do is refused with a sentence, tests/accounts prove it has no effect
    "accounts:user_reset_password": Row(frozenset({"admin", "security"}), args=("user.foreign",), method="post"),
    "accounts:user_action": Row(frozenset({"admin", "security"}), args=("user.foreign", "=close"), method="post"),
    # organisation
    "organisation:tree": Row(ORGANISATION),
    "organisation:profile_edit": Row(OFFICE),
    "organisation:body_list": Row(ORGANISATION - {"branch", "group"}),  # bodies of the whole hospital
    "organisation:body_edit": Row(OFFICE, args=("body",)),
    "organisation:rights_matrix": Row(frozenset({"security"})),
    "organisation:officer_list": Row(EVERYBODY),  # without the right: one's own offices
    "organisation:officer_detail": Row(ORGANISATION, SEES_ALL | {"women", "admin", "security"}, ("appointment.{side}",)),
    "organisation:office_end": Row(frozenset({"office", "security"}), frozenset({"office", "security"}), ("appointment.{side}",)),
    "organisation:office_choice": Row(frozenset({"office", "security"})),
    "organisation:office_give": Row(frozenset({"office", "security"}), args=("=group_leader",)),
    "organisation:person_add": Row(frozenset({"office", "security"})),
    "organisation:person_options": Row(frozenset({"office", "security"}), method="post"),
    "organisation:unit_open": Row(OFFICE, args=("=branch",)),
    "organisation:unit_detail": Row(ORGANISATION, SEES_ALL | {"women", "admin", "security"}, ("=group", "group.{side}")),
    "organisation:unit_step": Row(OFFICE, OFFICE, ("=group", "group.{side}", "=rename")),
    "organisation:who_may_see": Row(SEES, SEES_ALL, ("=member", "member.{side}")),
    # ledgers
    "ledgers:organisation": Row(ORGANISATION),
    "ledgers:officers": Row(ORGANISATION),
    "ledgers:totals": Row(SEES, args=("=members",)),
    "ledgers:export": Row(EXPORTS, args=("=members",), method="post", data={"query": "status=all"}),
    "ledgers:print": Row(SEES, args=("=members",)),
    "ledgers:view": Row(SEES, args=("=members",)),
    "ledgers:keep": Row(SEES, args=("=members",), method="post"),
    "ledgers:forget": Row(SEES, args=("=members", "=1"), method="post"),
    # imports
    "imports:home": Row(OFFICE),
    "imports:kind_home": Row(OFFICE, args=("=roster",)),
    "imports:template": Row(OFFICE, args=("=roster",)),
    "imports:batch_detail": Row(OFFICE, args=("batch",)),
    "imports:batch_row": Row(OFFICE, args=("batch", "=4")),
    "imports:batch_errors": Row(OFFICE, args=("batch",)),
    "imports:batch_check": Row(OFFICE, args=("batch",), method="post"),
    "imports:batch_columns": Row(OFFICE, args=("batch",), method="post"),
    "imports:batch_values": Row(OFFICE, args=("batch",), method="post"),
    "imports:batch_confirm": Row(OFFICE, args=("batch",), method="post"),
    "imports:batch_undo": Row(OFFICE, args=("batch_applied",)),
    "imports:batch_discard": Row(OFFICE, args=("batch",), method="post"),
    # members
    "members:member_list": Row(SEES),
    "members:membership_change_list": Row(SEES),
    "members:member_create": Row(OFFICE),
    "members:member_options": Row(EVERYBODY, method="post", data={"q": "{canary}"}),
    "members:accounts_open": Row(OFFICE, method="post"),
    "members:member_detail": member(SEES, SEES_ALL),
    "members:member_timeline": member(SEES, SEES_ALL),
    "members:member_edit": member(OFFICE, OFFICE),
    "members:account_open": member(OFFICE, OFFICE, method="post"),
    "members:membership_change": member(DECIDES, DECIDES),
    "members:membership_correct": member(DECIDES, DECIDES),
    "members:family_create": member(OFFICE, OFFICE),
    "members:family_edit": member(OFFICE, OFFICE, "relative.{side}"),
    "members:join_again": member(OFFICE, OFFICE, method="post"),
    "members:transfer_start": member(OFFICE | {"branch"}, OFFICE),
    "members:join_list": Row(EVERYBODY),  # without the right: one's own
    "members:join_online": Row(EVERYBODY - {"member"}),  # who is a member cannot join again
    "members:join_enter": Row(OFFICE),
    "members:join_approve_many": Row(DECIDES, method="post"),
    "members:join_detail": Row(SEES, SEES_ALL, ("application.{side}",)),
    "members:join_paper": Row(SEES, SEES_ALL, ("application.{side}",)),
    "members:transfer_list": Row(EVERYBODY),  # same
    "members:transfer_detail": Row(SEES, SEES_ALL, ("transfer.{side}",)),
    "members:retirement_list": Row(DECIDES),
    "members:retirement_decide": Row(DECIDES, DECIDES, ("proposal.{side}",)),
    "members:correction_list": Row(OFFICE),
    "members:correction_decide": Row(OFFICE, OFFICE, ("correction.{side}",)),
    "members:duplicate_list": Row(OFFICE),
    "members:duplicate_distinct": Row(OFFICE, OFFICE, ("member.own", "member.foreign"), "post"),
    "members:member_merge": Row(OFFICE, OFFICE, ("member.own", "member.foreign")),
    "members:extra_field_list": Row(OFFICE),
    "members:extra_field_create": Row(OFFICE),
    "members:extra_field_edit": Row(OFFICE, args=("extra_field",)),
    # my own page: only people who are members have one
    "me:home": Row(EVERYBODY),  # without a member record it says so
    "me:corrections": Row(frozenset({"member"})),
    "me:correction_withdraw": Row(NOBODY, NOBODY, ("correction.{side}",), "post"),
    "me:consents": Row(frozenset({"member"})),
    "me:consent_give": Row(frozenset({"member"}), args=("notice_version",), method="post"),
    "me:consent_withdraw": Row(NOBODY, NOBODY, ("consent.{side}",), "post"),
    "me:export": Row(frozenset({"member"}), method="post"),
    # sensitive values
    "common:reveal": Row(
        frozenset({"office", "chair"}), frozenset({"office", "chair"}), ("=member.id_number", "member.{side}"), "post",
        {"reason": "核对证件信息"},
    ),
}  # fmt: skip

TABLE: dict[str, Row] = {
    **_KERNEL,
    **FUNDS,
    **DUES,
    **REMINDERS,
    **CONGRESS,
    **BALLOTS,
    **MOTIONS,
    **WELFARE,
    **CARE,
    **EVENTS,
    **CULTURE,
    **REPORTS,
    **ROOMS,
}
