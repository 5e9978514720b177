"""The pages of 职工之家 as people use them: one way through each form."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.models import (
    Booking,
    Club,
    CompetitionEntry,
    Hazard,
    Loan,
    Meeting,
    ReadingItem,
    ReadingNote,
    Suggestion,
    Training,
    Venue,
)
from tests.factories import DepartmentFactory, MemberFactory, UserFactory, officer
from tests.factories_rooms import (
    DAY,
    make_book,
    make_club,
    make_hazard,
    make_meeting,
    make_training,
    make_venue,
)
from tests.shown import shown
from union.common.dates import today
from union.common.models import Attachment
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TODAY, NOW = today(), timezone.now()
MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


@pytest.fixture
def member(client):
    found = MemberFactory(user=UserFactory())
    client.force_login(found.user)
    return found


def send(client, url_name, /, *args, **data):
    """POST a form; a refused one shows its page again with the words."""
    url = reverse(f"rooms:{url_name}", args=args)
    seen = shown(client, url) if "version" not in data else {}
    answer = client.post(url, data | seen)
    assert answer.status_code in (200, 302), answer.status_code
    return answer


def text(answer):
    return answer.content.decode()


def photo():
    buffer, picture = io.BytesIO(), Image.new("RGB", (2400, 1600), "red")
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    picture.save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile("a.jpg", buffer.getvalue())


def test_a_member_reports_a_hazard_with_a_photo_and_follows_it(client, member):
    facts = {
        "found_on": TODAY,
        "place": "门诊一楼",
        "kind": "fire",
        "level": "general",
        "description": "堆物",
    }
    bad = send(client, "hazard_report", **facts, photo=SimpleUploadedFile("a.svg", b"<svg onload='x'/>"))
    assert "不支持" in text(bad)
    assert not Hazard.objects.exists()
    answer = send(client, "hazard_report", **facts, photo=photo())
    row = Hazard.objects.get()
    assert (answer.url, row.finder) == (row.get_absolute_url(), member)
    kept = client.get(reverse("common:attachment", args=[Attachment.objects.get().pk]))
    assert not Image.open(io.BytesIO(b"".join(kept.streaming_content))).getexif()
    assert "门诊一楼" in text(client.get(reverse("rooms:hazard_home")))
    assert client.get(reverse("rooms:hazard_step", args=[row.pk, "assign"])).status_code == 404
    assert (
        send(client, "hazard_edit", row.pk, **(facts | {"place": "门诊二楼", "version": 1})).status_code
        == 302
    )


def test_the_office_assigns_the_department_mends_another_clerk_closes(client, clerk):
    row, department = make_hazard(), DepartmentFactory()
    due = {"department": department.pk, "level": "major", "due_on": TODAY + DAY, "note": ""}
    assert "改派或延期" not in text(client.get(row.get_absolute_url()))
    send(client, "hazard_step", row.pk, "assign", **due)
    client.force_login(officer(Office.DEPARTMENT_CONTACT, department=department))
    page = text(client.get(row.get_absolute_url()))
    assert "登记整改完成" in page
    assert row.finder.name not in page
    send(client, "hazard_step", row.pk, "rectify", measures="已清理", on=TODAY, photo=photo())
    client.force_login(clerk)
    send(client, "hazard_step", row.pk, "send_back", note="又堆了", due_on=TODAY + DAY)
    row.refresh_from_db()
    assert (row.state, row.recheck_note) == ("assigned", "又堆了")
    assert "整改率" in text(client.get(reverse("rooms:hazard_home")))
    reject = make_hazard(place="岗亭")
    send(client, "hazard_step", reject.pk, "reject", note="不是隐患")
    assert "不属隐患" in text(client.get(reject.get_absolute_url()))


def test_a_suggestion_through_its_forms(client, member):
    send(
        client,
        "suggestion_create",
        title="错峰取号",
        kind="service",
        situation="排队",
        proposal="分时",
        benefit="",
    )
    row = Suggestion.objects.get()
    client.force_login(officer(Office.CHAIR))
    send(client, "suggestion_step", row.pk, "adopt", opinion="可行", department="", due_on="")
    send(client, "suggestion_step", row.pk, "carry_out", on=TODAY, effect="好", saving="100")
    over = send(client, "suggestion_step", row.pk, "award", award="golden", amount="900")
    assert "不超过 500 元" in text(over)
    send(client, "suggestion_step", row.pk, "award", award="golden", amount="300")
    page = text(client.get(row.get_absolute_url()))
    assert all(words in page for words in ("金点子奖", "已实施", "错峰取号"))


def test_training_from_plan_to_sheet(client, clerk):
    starts = (NOW - DAY).strftime(MOMENT)
    send(
        client, "training_create", title="消防演练", kind="fire", place="广场", starts_at=starts, hours="2",
        has_test="on", branch="", teacher="", content="", reported_times="",
    )  # fmt: skip
    row, trainee = Training.objects.get(), MemberFactory()
    send(client, "training_people", row.pk, members=[trainee.pk])
    send(client, "training_session", row.pk, starts_at=starts, hours="1.5", topic="实操")
    found = row.trainees.get()
    came = {f"came-{found.pk}": [row.sessions.first().pk], f"score-{found.pk}": "88"}
    send(client, "training_results", row.pk, **came)
    send(client, "training_step", row.pk, "hold", note="")
    page = text(client.get(row.get_absolute_url()))
    assert "2.0" in page
    assert "合格" in page
    sheet = client.get(reverse("rooms:training_sheet", args=[row.pk]))
    assert sheet.content.startswith(b"%PDF")
    client.force_login(officer(Office.CHAIR))
    assert trainee.name not in text(client.get(row.get_absolute_url()))


def test_meeting_from_notice_to_minutes_on_paper(client, clerk):
    person = MemberFactory(user=UserFactory())
    starts = (NOW - DAY).strftime(MOMENT)
    facts = {"title": "委员会", "kind": "committee", "starts_at": starts, "place": "会议室", "agenda": "计划"}
    send(client, "meeting_create", **facts)
    row = Meeting.objects.get()
    send(client, "meeting_people", row.pk, members=[person.pk])
    assert client.get(reverse("rooms:meeting_paper", args=[row.pk, "sheet"])).content.startswith(b"%PDF")
    send(client, "meeting_step", row.pk, "invite", note="")
    send(client, "meeting_step", row.pk, "hold", note="")
    row.refresh_from_db()
    here = {f"here-{row.attendees.get().pk}": "excused", "version": row.version}
    send(client, "meeting_minutes", row.pk, minutes="讨论了计划", decisions="通过", guests="", **here)
    assert row.attendees.get().presence == "excused"
    send(client, "item_create", row.pk, text="印发", owner=person.pk, due_on=TODAY)
    assert client.get(reverse("rooms:meeting_paper", args=[row.pk, "minutes"])).content.startswith(b"%PDF")
    stale = send(client, "meeting_create", **(facts | {"starts_at": "昨天"}))
    assert Meeting.objects.count() == 1
    assert "会议" in text(stale)
    client.force_login(person.user)
    page = text(client.get(row.get_absolute_url()))
    assert "印发" in page
    assert "讨论了计划" not in page
    send(client, "item_done", row.items.get().pk, outcome="已印")
    assert row.items.get().done_on == TODAY


def test_clubs_join_session_and_leave(client, member):
    club = make_club(MemberFactory())
    assert "加入" in text(client.get(reverse("rooms:club_home")))
    send(client, "club_join", club.pk)
    own = club.memberships.get(member=member)
    assert "退出" in text(client.get(club.get_absolute_url()))
    Club.objects.filter(pk=club.pk).update(leader=member)
    starts = (NOW - DAY).strftime(MOMENT)
    send(client, "club_session", club.pk, starts_at=starts, place="馆", topic="训练", members=[member.pk])
    session = club.sessions.get()
    assert session.attendances.count() == 1
    url = reverse("rooms:club_session_edit", args=[club.pk, session.pk])
    assert "训练" in text(client.get(url))
    send(client, "club_leave", club.pk, own.pk)
    own.refresh_from_db()
    assert own.left_on is None
    Club.objects.filter(pk=club.pk).update(leader=MemberFactory())
    send(client, "club_leave", club.pk, own.pk)
    own.refresh_from_db()
    assert own.left_on == TODAY


def test_a_venue_is_entered_booked_and_its_names_are_kept(client, clerk):
    facts = {
        "name": "活动室",
        "kind": "room",
        "place": "楼",
        "most_hours": 2,
        "days_ahead": 9,
        "bookable": "on",
    }
    wrong = send(client, "venue_create", **facts, hours="随时")
    assert "看不懂" in text(wrong)
    send(client, "venue_create", **facts, hours="")
    venue, one = Venue.objects.get(), MemberFactory(user=UserFactory())
    at = timezone.localtime(NOW + DAY).replace(hour=12, minute=0)
    times = {"starts_at": at.strftime(MOMENT), "ends_at": (at + dt.timedelta(hours=1)).strftime(MOMENT)}
    client.force_login(one.user)
    send(client, "booking_create", venue.pk, **times, purpose="练球", people=2, club="")
    assert "已被预约" in text(
        send(client, "booking_create", venue.pk, **times, purpose="x", people=2, club="")
    )
    assert "练球" in text(client.get(reverse("rooms:venue_home")))
    client.force_login(MemberFactory(user=UserFactory()).user)
    page = text(client.get(venue.get_absolute_url()))
    assert "已预约" in page
    assert "练球" not in page
    booking = Booking.objects.get()
    assert client.post(reverse("rooms:booking_cancel", args=[booking.pk])).status_code == 404
    client.force_login(clerk)
    send(client, "visitor_create", venue.pk, day=TODAY, visitors=12, note="")
    assert "12" in text(client.get(venue.get_absolute_url()))
    send(client, "booking_cancel", booking.pk)
    assert Booking.objects.get().state == "cancelled"


def test_a_book_is_entered_lent_renewed_and_given_back(client, clerk):
    send(client, "book_create", title="活着", author="余华", numbers="A1、A2")
    reader = MemberFactory(user=UserFactory())
    send(client, "loan_create", number="A1", member=reader.pk)
    loan = Loan.objects.select_related("copy__book").get()
    page = loan.copy.book.get_absolute_url()
    assert reader.name in text(client.get(page))
    send(client, "reading_create", title="活着", author="", year=2026, reason="好书", book=loan.copy.book_id)
    client.force_login(reader.user)
    assert "活着" in text(client.get(reverse("rooms:library_home")))
    send(client, "loan_renew", loan.pk)
    loan.refresh_from_db()
    assert loan.renewals == 1
    item = ReadingItem.objects.get()
    send(client, "note_create", item.pk, kind="essay", title="读后", text="很好")
    assert ReadingNote.objects.get().member == reader
    client.force_login(MemberFactory(user=UserFactory()).user)
    assert reader.name not in text(client.get(page))
    assert "很好" in text(client.get(item.get_absolute_url()))
    client.force_login(clerk)
    send(client, "loan_return", loan.pk)
    assert "在架" in text(client.get(page))


def test_a_contest_with_a_result(client, clerk):
    facts = {"title": "比武", "kind": "skill", "starts_on": TODAY, "ends_on": TODAY, "plan": "方案"}
    answer = send(client, "competition_create", **facts)
    url, person = answer.url, MemberFactory()
    pk = int(url.rstrip("/").rsplit("/", 1)[-1])
    send(client, "entry_create", pk, member=person.pk, team="", score="95", rank="1", award="一等奖")
    entry = CompetitionEntry.objects.get()
    send(client, "entry_edit", pk, entry.pk, member=person.pk, team="", score="96", rank="1", award="一等奖")
    send(client, "competition_step", pk, "finish", note="圆满")
    page = text(client.get(url))
    assert all(words in page for words in (person.name, "一等奖", "圆满", "已结束"))


def test_home_pages_open_for_everybody_and_cost_the_same_at_every_size(client, member):
    make_venue()
    make_book("A1")
    make_club(member)
    make_training([member])
    make_meeting([member], state="invited")
    for name in ("hazard", "suggestion", "training", "meeting", "club", "venue", "library", "competition"):
        assert client.get(reverse(f"rooms:{name}_home")).status_code == 200
