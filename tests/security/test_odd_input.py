"""No address and no form turns odd input into an error page: huge numbers, zero bytes, floods of digits."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import MemberFactory, officer
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
BIG = "9" * 25
ODD = (BIG, "9" * 5000, "\0", "%", "\\", "'\"--", "𡋤" * 30, "-1", "1e999", "²", "٣", "a" * 3000)
KEYS = (
    "page", "size", "sort", "q", "branch", "department", "status", "sex", "joined_from", "joined_to", "year",
    "state", "tab", "mark", "id", "type", "ip", "at_from", "kind", "next", "reason", "user", "field", "to",
    "all", "unread", "format", "action", "outcome", "office", "held", "employment",
)  # fmt: skip
PAGES = {
    Office.OFFICE_STAFF: (
        "members:member_list", "members:membership_change_list", "ledgers:organisation", "ledgers:officers",
        "members:join_list", "members:transfer_list", "members:retirement_list", "members:correction_list",
        "members:duplicate_list", "jobs:job_list", "reminders:notice_list", "organisation:tree",
        "organisation:officer_list", "imports:home", "common:calendar_days", "common:home", "accounts:login",
    ),
    Office.SYSTEM_ADMIN: ("accounts:user_list", "jobs:job_list"),
    Office.SECURITY_ADMIN: ("organisation:rights_matrix", "organisation:office_choice"),
    Office.AUDIT_ADMIN: ("common:audit_list",),
}  # fmt: skip


def cases():
    return [(office, page) for office, pages in PAGES.items() for page in pages]


@pytest.mark.parametrize(("office", "page"), cases())
def test_list_pages_answer_odd_questions(office, page):
    client = Client()
    client.force_login(officer(office))
    url = reverse(page)
    for value in ODD:
        status = client.get(url, dict.fromkeys(KEYS, value)).status_code
        assert status < 500, (page, value[:30])
    for key in KEYS:  # by itself: what one key refuses would hide the others
        assert client.get(url, {key: BIG}).status_code < 500, key
        assert client.get(url, {key: "\0"}).status_code < 500, key


@pytest.mark.parametrize("value", ODD)
def test_posts_of_odd_numbers_and_words_are_answered(value):
    client = Client()
    client.force_login(officer(Office.OFFICE_STAFF))
    member = MemberFactory()
    posts = (
        (reverse("members:join_approve_many"), {"selected": value}),
        (reverse("members:accounts_open"), {"selected": value}),
        (reverse("members:member_options"), {"q": value}),
        (reverse("organisation:person_options"), {"q": value}),
        (reverse("common:search"), {"q": value}),
        (reverse("common:reveal", args=["member.phone", member.pk]), {"reason": value}),
        (reverse("ledgers:keep", args=["members"]), {"columns": value, "name": value, "query": value}),
        (reverse("ledgers:export", args=["members"]), {"query": f"q={value}", "reason": value}),
        (reverse("common:draft", args=["x"]), {"name": value}),
        (
            reverse("members:member_edit", args=[member.pk]),
            {"version": value, "name": value, "branch": value},
        ),
        (reverse("members:transfer_start", args=[member.pk]), {"kind": value, "to_branch": value}),
        (reverse("members:membership_change", args=[member.pk]), {"to": value, "effective_on": value}),
        (
            reverse("organisation:office_give", args=["group_leader"]),
            {"user": value, "place": f"group:{value}"},
        ),
        (reverse("organisation:office_give", args=["delegate"]), {"user": f"member:{value}", "place": value}),
        (reverse("accounts:session_end", args=["0"]), {}),
    )
    for url, data in posts:
        response = client.post(url, data)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code < 500, (url, body[:80])


@pytest.mark.parametrize("number", ["9" * 19, "9" * 25, "0"])
def test_numbers_no_database_knows_are_404(number):
    client = Client()
    client.force_login(officer(Office.OFFICE_STAFF))
    for path in (
        f"/members/{number}/", f"/members/join/{number}/", f"/members/transfers/{number}/",
        f"/imports/batches/{number}/", f"/organisation/branch/{number}/", f"/organisation/officers/{number}/",
        f"/settings/code/{number}/", f"/members/duplicates/{number}/{number}/",
        f"/who-may-see/member/{number}/", f"/members/1/family/{number}/", "/drafts/%00/",
    ):  # fmt: skip
        assert client.get(path).status_code in {400, 404} or path.startswith("/drafts"), path
