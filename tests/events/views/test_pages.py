import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.models import Activity, CalendarFeed, Competition, CostLine, PictureConsent, SignUp
from events.selectors.calendar import CalendarFilter, days_between
from events.services import signups
from events.services.photos import LONGEST_SIDE, small_picture
from tests.factories import BranchFactory, MemberFactory, UserFactory, officer
from tests.factories_events import make_activity, people
from union.common import registries
from union.common.calendar import festival_day
from union.common.errors import DomainError
from union.common.models import Attachment
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FRAME, PER_SOURCE = 20, 3  # queries of a calendar page: its own, and those of one registered source


@pytest.fixture
def clerk(client):
    user = officer(Office.OFFICE_STAFF)
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def test_phone_sign_up_says_what_came_of_it_and_twice_is_once(client):
    activity, (first, second) = make_activity(1), people(2)
    signups.sign_up(activity.session, first, actor=first.user, now=NOW)
    client.force_login(second.user)
    url = reverse("events:signup", args=[activity.pk])
    token = re.search(r'name="form_token" value="([^"]+)"', text(client.get(url)))[1]
    data = {"session": activity.session.pk, "note": "", "form_token": token}
    answer = client.post(url, data, follow=True)
    assert "名额已满，候补第 1 位" in text(answer)
    again = client.post(url, data, follow=True)
    assert "没有重复办理" in text(again)
    fresh = client.post(url, data | {"form_token": ""})
    assert "已经报名" in text(fresh)
    assert SignUp.objects.filter(member=second).count() == 1
    assert "候补中" in text(client.get(reverse("events:activity_detail", args=[activity.pk])))


SIGNING_UP = {"person": "events:signup", "team": "events:signup_team"}


@pytest.mark.parametrize("mode", SIGNING_UP)
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sign_up_from": dt.datetime(2099, 1, 2, 5, 0, tzinfo=dt.UTC)}, "报名尚未开始，01-02 13:00 起开放"),
        ({"sign_up_until": dt.datetime(2026, 1, 2, 5, 0, tzinfo=dt.UTC)}, "报名已于 01-02 13:00 截止"),
        ({}, ""),
    ],
)
def test_the_button_says_why_it_cannot_be_pressed_now(client, mode, values, told):
    activity, (member,) = make_activity(1, mode=mode, **values), people(1)
    client.force_login(member.user)
    page = text(client.get(reverse("events:activity_detail", args=[activity.pk])))
    assert told in page
    assert (reverse(SIGNING_UP[mode], args=[activity.pk]) in page) is not bool(told)


@pytest.mark.usefixtures("clerk")
def test_colleagues_are_signed_up_only_while_signing_up_is_open(client):
    tomorrow = NOW + dt.timedelta(days=1)
    for opens, offered in ((None, True), (tomorrow, False)):
        activity = make_activity(1, sign_up_from=opens)
        page = text(client.get(reverse("events:activity_detail", args=[activity.pk])))
        assert (reverse("events:signup_other", args=[activity.pk]) in page) is offered


def test_a_stranger_to_the_registry_is_told_so(client):
    activity = make_activity(1)
    client.force_login(UserFactory())
    answer = client.post(reverse("events:signup", args=[activity.pk]), {"session": activity.session.pk})
    assert "还没有会员档案" in text(answer)


def test_an_activity_is_drawn_up_from_a_line_of_the_plan(client, clerk):
    starts = NOW + dt.timedelta(days=5)
    data = {
        "title": "健步走", "kind": "culture", "place": "河边", "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "ends_at": f"{starts + dt.timedelta(hours=2):%Y-%m-%dT%H:%M}", "mode": "person",
        "allocation": "first_come", "capacity": "30", "family_max": "0", "team_min": "2", "team_max": "9",
        "takes_retained": "on", "check_points": "起点，终点", "target_duties": "", "budget_amount": "",
    }  # fmt: skip
    answer = client.post(reverse("events:activity_create"), data)
    row = Activity.objects.get()
    assert answer.url == reverse("events:activity_detail", args=[row.pk])
    assert (row.state, row.points, row.sessions.get().capacity) == ("draft", ["起点", "终点"], 30)
    client.post(reverse("events:session_edit", args=[row.pk, row.sessions.get().pk]), {
        "label": "全场", "starts_at": data["starts_at"], "ends_at": data["ends_at"], "capacity": "20",
        "quotas": f"{BranchFactory(name='内科支会').name} 5",
    })  # fmt: skip
    assert row.sessions.get().quotas.get().places == 5
    wrong = client.post(
        reverse("events:activity_create"), data | {"ends_at": data["starts_at"][:8] + "01T00:00"}
    )
    assert wrong.status_code == 200
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("view", ["month", "week", "list"])
def test_calendar_costs_the_same_at_every_size(client, clerk, view):
    day = festival_day("中秋节", 2026)
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    cost = []
    for activities in (1, 29):
        for _ in range(activities):
            make_activity(title="中秋游园", starts_at=at, place="花园")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse("events:calendar"), {"view": view, "day": day.isoformat()})
        cost.append(len(asked))
        page = text(answer)
        assert "中秋游园" in page
        if view != "list":
            assert "中秋节" in page
        assert ("冲突" in page or "同一地点" in page) == (activities > 1)
    assert cost[0] == cost[1] <= FRAME + PER_SOURCE * len(list(registries.calendar_entries.items()))


def test_calendar_filters_and_strange_addresses(client, clerk):
    branch = BranchFactory()
    make_activity(title="支会活动", branch=branch, starts_at=NOW)
    make_activity(title="全院活动甲", kind="lecture", starts_at=NOW, organiser="宣传委员")
    show = lambda **asked: text(client.get(reverse("events:calendar"), asked))  # noqa: E731
    assert "支会活动" in show(branch=branch.pk)
    assert "全院活动甲" not in show(branch=branch.pk)
    assert "支会活动" not in show(branch="union")
    assert "支会活动" not in show(kind="lecture")
    assert "全院活动甲" in show(organiser="宣传委员")
    assert "全院活动甲" in show(day="2026-02-30", view="x", branch="九")
    assert client.get(reverse("events:calendar"), {"day": "9999-12-31"}).status_code == 200


def test_a_crowded_day_is_cut_and_has_a_page_of_its_own(client, clerk):
    day = NOW.astimezone(dt.UTC).replace(hour=4, minute=0)
    for n in range(17):
        make_activity(title=f"活动第{n}场", starts_at=day, place="礼堂")
    url, asked = reverse("events:calendar"), {"day": timezone.localtime(day).date().isoformat()}
    month = text(client.get(url, asked))
    assert "还有 13 项" in month
    assert "当天还有 2 项" in month  # on a phone
    assert "另有 15 项冲突" in month
    whole = text(client.get(url, asked | {"view": "day"}))
    assert all(f"活动第{n}场" in whole for n in range(17))
    assert "还有" not in whole


def test_a_long_contest_stands_on_its_first_and_last_day_only(client, clerk):
    Competition.objects.create(
        title="百日竞赛", starts_on=dt.date(2026, 3, 20), ends_on=dt.date(2026, 4, 10), kind="service"
    )
    shown = days_between(clerk, dt.date(2026, 4, 1), dt.date(2026, 4, 30), CalendarFilter()).by_day
    found = {day: [each.title for each in rows if "百日" in each.title] for day, rows in shown.items()}
    assert {day: titles for day, titles in found.items() if titles} == {
        dt.date(2026, 4, 1): ["百日竞赛（03-20 至 04-10）"],
        dt.date(2026, 4, 10): ["百日竞赛（结束）"],
    }


def test_door_by_number_and_by_name(client, clerk):
    activity, crew = make_activity(9, starts_at=NOW + dt.timedelta(minutes=10)), people(2)
    for member in crew:
        signups.sign_up(activity.session, member, actor=member.user, now=NOW)
    url = reverse("events:door", args=[activity.pk])
    assert crew[0].name not in text(client.get(url))
    assert "签到成功" in text(client.post(url, {"q": crew[0].staff_no}, follow=True))
    assert "已签到过" in text(client.post(url, {"q": crew[0].staff_no}, follow=True))
    assert crew[1].name in text(client.post(url, {"q": crew[1].name}))
    assert "没有找到" in text(client.post(url, {"q": "没有这个人"}))
    assert activity.signups.filter(attendances__isnull=False).count() == 1


def test_somebody_at_the_door_is_signed_up_and_checked_in_while_there_is_room(client, clerk):
    activity = make_activity(1, starts_at=NOW + dt.timedelta(minutes=10))
    come, late = people(2)
    url = reverse("events:walk_in", args=[activity.pk])
    client.post(url, {"member": come.pk})
    row = activity.signups.get()
    assert (row.member, row.state, row.channel, row.attendances.count()) == (come, "confirmed", "door", 1)
    assert "满" in text(client.post(url, {"member": late.pk}))
    assert activity.signups.count() == 1
    client.force_login(late.user)
    assert client.get(url).status_code == 404


def test_feed_address_is_shown_once_and_needs_no_login(client):
    (member,) = people(1)
    make_activity(title="公开活动")
    client.force_login(member.user)
    page = text(client.post(reverse("events:feed_list"), {"label": "活动"}))
    path = re.search(r"http://testserver(/events/feed/[^<\"]+\.ics)", page)[1]
    assert path.split("/")[-1][:8] not in text(client.get(reverse("events:feed_list")))
    client.logout()
    answer = client.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "公开活动" in text(answer)
    client.force_login(member.user)
    client.post(reverse("events:feed_revoke", args=[CalendarFeed.objects.get().pk]))
    assert client.get(path).status_code == 404


def picture(size=(3000, 2000), place=True):
    image, exif = Image.new("RGB", size, "red"), Image.Exif()
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "Camera"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, comment=b"secret place")
    return buffer.getvalue()


BAD = {
    "脚本.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "不支持"),
    "程序.jpg": (b"MZ" + b"\0" * 200, "不支持"),
    "空.jpg": (b"", "空"),
    "半张.jpg": (picture()[:600], "损坏"),
    "说明.pdf": (b"%PDF-1.4\n%%EOF\n", "JPG"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_pictures_are_refused_with_a_sentence(client, clerk, name):
    activity = make_activity(state="held")
    content, words = BAD[name]
    url = reverse("events:photo_create", args=[activity.pk])
    answer = client.post(url, {"file": SimpleUploadedFile(name, content), "consent": "on"})
    assert answer.status_code == 200
    assert words in text(answer)
    assert not Attachment.objects.exists()


def test_pictures_are_made_small_and_lose_their_place(client, clerk):
    activity = make_activity(state="held")
    url = reverse("events:photo_create", args=[activity.pk])
    send = lambda **more: client.post(url, {"file": SimpleUploadedFile("a.jpg", picture()), **more})  # noqa: E731
    assert "同意" in text(send())
    assert send(consent="on").status_code == 302
    shown = client.get(reverse("common:attachment", args=[Attachment.objects.get().pk]))
    kept = Image.open(io.BytesIO(b"".join(shown.streaming_content)))
    shown.close()
    assert max(kept.size) == LONGEST_SIDE
    assert not kept.getexif()
    assert "comment" not in kept.info


def test_a_picture_is_shown_once_everybody_on_it_agrees(client, clerk):
    activity, crew = make_activity(state="held"), people(3)
    url = reverse("events:photo_create", args=[activity.pk])
    values = {"people": [crew[0].pk, crew[1].pk], "consent": "on"}
    client.post(url, {"file": SimpleUploadedFile("a.jpg", picture((60, 40))), **values})
    file = reverse("common:attachment", args=[Attachment.objects.get().pk])
    page = reverse("events:activity_detail", args=[activity.pk])
    asked = Notice.objects.filter(title__contains="照片里有您")
    assert set(asked.values_list("user", flat=True)) == {crew[0].user_id, crew[1].user_id}

    def sees(member):
        client.force_login(member.user)
        answer = client.get(file)
        if answer.streaming:
            list(answer.streaming_content)
        assert (answer.status_code == 200) == (file in text(client.get(page, {"tab": "result"})))
        return answer.status_code == 200

    def says(member, word):
        client.force_login(member.user)
        row = PictureConsent.objects.get(member=member)
        assert client.post(reverse("events:picture_answer", args=[row.pk, word])).status_code == 302

    assert [sees(each) for each in crew] == [True, True, False]
    says(crew[0], "given")
    assert not sees(crew[2])
    says(crew[1], "given")
    assert all(sees(each) for each in crew)
    says(crew[0], "refused")  # a change of mind hides it for everybody
    assert not any(sees(each) for each in crew)
    client.force_login(crew[2].user)
    row = PictureConsent.objects.get(member=crew[0])
    assert client.post(reverse("events:picture_answer", args=[row.pk, "given"])).status_code == 404
    client.force_login(clerk)
    assert "有人不同意使用" in text(client.get(page, {"tab": "result"}))


def test_only_those_who_can_answer_are_asked(client, clerk):
    activity, crew = make_activity(state="held"), people(3)
    crew[1].user.set_unusable_password()
    crew[2].user.is_active = False
    for member in crew[1:]:
        member.user.save()
    values = {"people": [each.pk for each in crew], "consent": "on"}
    url = reverse("events:photo_create", args=[activity.pk])
    client.post(url, {"file": SimpleUploadedFile("a.jpg", picture((60, 40))), **values})
    assert PictureConsent.objects.get().member == crew[0]


def test_who_is_asked_opens_the_picture_of_an_activity_out_of_his_scope(client, clerk):
    activity, crew = make_activity(state="held", branch=BranchFactory()), people(2, branch=BranchFactory())
    values = {"people": [crew[0].pk], "consent": "on"}
    url = reverse("events:photo_create", args=[activity.pk])
    client.post(url, {"file": SimpleUploadedFile("a.jpg", picture((60, 40))), **values})
    file = reverse("common:attachment", args=[Attachment.objects.get().pk])
    page = reverse("events:activity_detail", args=[activity.pk])

    def opens(member):
        client.force_login(member.user)
        answer = client.get(file)
        if answer.streaming:
            list(answer.streaming_content)
        return answer.status_code == 200

    assert [opens(each) for each in crew] == [True, False]
    client.force_login(crew[0].user)
    assert client.get(page).status_code == 404
    shown = text(client.get(reverse("events:pictures")))
    assert activity.title in shown
    assert page not in shown
    row = PictureConsent.objects.get()
    client.post(reverse("events:picture_answer", args=[row.pk, "given"]))
    assert [opens(each) for each in reversed(crew)] == [False, True]
    client.post(reverse("events:picture_answer", args=[row.pk, "refused"]))
    assert not opens(crew[0])


def test_a_huge_picture_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("events.services.photos._MOST_PIXELS", 1000)
    with pytest.raises(DomainError, match="像素过大"):
        small_picture(SimpleUploadedFile("a.jpg", picture((100, 100))))


def test_branch_chairs_see_their_branch_and_members_the_published(client):
    own, other = BranchFactory(), BranchFactory()
    draft = make_activity(state="draft", branch=own)
    foreign = make_activity(branch=other)
    show = lambda row: client.get(reverse("events:activity_detail", args=[row.pk])).status_code  # noqa: E731
    client.force_login(officer(Office.BRANCH_CHAIR, branch=own))
    assert (show(draft), show(foreign)) == (200, 404)
    client.force_login(MemberFactory(user=UserFactory(), branch=own).user)
    assert (show(draft), show(foreign)) == (404, 404)


@pytest.mark.parametrize(("state", "offered"), [("held", True), ("settled", False)])
def test_a_cost_is_taken_off_only_while_costs_are_written(client, clerk, state, offered):
    activity = make_activity(state=state)
    line = CostLine.objects.create(
        activity=activity, kind="other", description="场地", amount=9, fund_source="dues", spent_on=NOW.date()
    )
    gone = reverse("events:cost_remove", args=[activity.pk, line.pk])
    page = text(client.get(reverse("events:activity_detail", args=[activity.pk]), {"tab": "money"}))
    assert (gone in page) is offered
    client.post(gone)
    assert CostLine.objects.filter(pk=line.pk).exists() is not offered
