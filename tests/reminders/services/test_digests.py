"""One digest per period, only for people who have something; mail at most once; the gateway signed."""

import datetime as dt
import hashlib
import hmac
import http.server
import json
import re
import smtplib
import threading

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from tests.factories import UserFactory, officer
from tests.factories_reminders import DAY, KEY, due, rule
from union.common.errors import DomainError
from union.reminders.choices import Cadence, Channel, DeliveryState
from union.reminders.models import Delivery, Preference
from union.reminders.rules import quiet
from union.reminders.services import remind
from union.reminders.services.digests import make_digests
from union.reminders.services.preferences import save_preference
from union.reminders.services.sending import drain
from union.reminders.services.telling import run_rule

pytestmark = pytest.mark.django_db
MORNING = timezone.make_aware(dt.datetime.combine(DAY, dt.time(8)))  # a Monday
day, minute = dt.timedelta(days=1), dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _mail_on(settings):
    settings.UNION_MAIL = True


def wants(cadence=Cadence.DAILY, **values):
    return Preference.objects.create(
        user=values.pop("user", None) or UserFactory(), cadence=cadence,
        **{"by_mail": True, "address": "ye@example.com"} | values,
    ).user  # fmt: skip


def states():
    return list(Delivery.objects.order_by("created_at").values_list("state", flat=True))


def test_one_mail_a_day_for_who_has_something_without_names():
    user, idle = wants(), wants()
    with rule(dues=[due(1, title="张三的困难补助", user_ids=(user.pk,)), due(2, user_ids=(user.pk,))]):
        run_rule(KEY, DAY)
        assert make_digests(MORNING - 60 * minute) == 0  # before half past seven
        assert make_digests(MORNING) == 1
        assert make_digests(MORNING) == 0
        assert drain(MORNING) == 1
        assert drain(MORNING) == 0
    (message,) = mail.outbox
    assert message.to == ["ye@example.com"]
    assert "测试事项 2 项（最早 2026-11-16 到期）" in message.body
    (page,) = (part.content for part in message.alternatives)
    assert "<td>测试事项</td>" in page
    assert "张三" not in message.body + message.subject + page
    assert not re.search(r"(src|href|url)\s*[=(]", page)  # nothing is fetched, and no address is set here
    assert str(Delivery.objects.get().pk) in message.extra_headers["Message-ID"]
    assert not idle.deliveries.exists()


def test_what_was_in_a_digest_is_in_no_second_one():
    user = wants()
    remind(user, title="一", key="a:1")
    make_digests(MORNING)
    remind(user, title="二", key="a:2")
    assert make_digests(MORNING + minute) == 0
    assert make_digests(MORNING + day) == 1
    assert user.deliveries.order_by("-period").first().lines == [["其他通知", 1, ""]]
    assert make_digests(MORNING + 2 * day) == 0


def test_a_week_is_one_period_and_a_missed_monday_is_caught_up():
    user = wants(Cadence.WEEKLY)
    remind(user, title="一", key="a:1")
    assert make_digests(MORNING + day) == 1
    remind(user, title="二", key="a:2")
    assert make_digests(MORNING + 2 * day) == 0
    assert make_digests(MORNING + 7 * day) == 1


def test_quiet_hours_wait():
    user = wants(quiet_from=dt.time(22), quiet_to=dt.time(9, 30))
    remind(user, title="一", key="a:1")
    make_digests(MORNING)
    assert drain(MORNING) == 0
    assert drain(MORNING + 89 * minute) == 0
    assert drain(MORNING + 90 * minute) == 1


@pytest.mark.parametrize(
    ("at", "start", "end", "is_quiet"),
    [
        ("23:00", "22:00", "07:00", True), ("06:59", "22:00", "07:00", True),
        ("07:00", "22:00", "07:00", False),
        ("12:30", "12:00", "14:00", True), ("11:59", "12:00", "14:00", False),
        ("08:00", "08:00", "08:00", False),
    ],
)  # fmt: skip
def test_quiet_hours_run_over_midnight(at, start, end, is_quiet):
    assert quiet.is_quiet(*(dt.time.fromisoformat(text) for text in (at, start, end))) is is_quiet


class Broken(EmailBackend):
    """Ends as told: before anything left, refused, cut off, or with its process."""

    opens: BaseException | None = None
    sends: BaseException | None = None

    def open(self):
        if self.opens:
            raise self.opens

    def send_messages(self, messages):
        if self.sends:
            raise self.sends
        return super().send_messages(messages)


@pytest.fixture
def broken(settings, monkeypatch):
    """Set how the mail server breaks: broken("sends", error)."""
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    settings.EMAIL_TIMEOUT = 1
    return lambda name, error: monkeypatch.setattr(Broken, name, error)


def test_a_server_that_is_away_costs_no_attempt_and_loses_nothing(broken):
    remind(wants(), title="一", key="a:1")
    make_digests(MORNING)
    broken("opens", ConnectionRefusedError())
    assert drain(MORNING) == 0
    assert (states(), Delivery.objects.get().attempts) == ([DeliveryState.WAITING], 0)
    broken("opens", None)
    assert drain(MORNING + minute) == 1


def test_a_process_that_dies_while_sending_leaves_the_mail_unknown_for_ever(broken):
    remind(wants(), title="一", key="a:1")
    make_digests(MORNING)
    broken("sends", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        drain(MORNING)
    assert states() == [DeliveryState.SENDING]
    broken("sends", None)
    assert drain(MORNING + 4 * minute) == 0
    assert drain(MORNING + 6 * minute) == 0
    assert states() == [DeliveryState.UNKNOWN]
    assert drain(MORNING + day) == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPServerDisconnected(), DeliveryState.UNKNOWN),
        (smtplib.SMTPRecipientsRefused({"ye@example.com": (550, b"no")}), DeliveryState.FAILED),
        (smtplib.SMTPDataError(451, b"later"), DeliveryState.WAITING),
    ],
)
def test_what_the_server_says_decides(broken, error, state):
    remind(wants(), title="一", key="a:1")
    make_digests(MORNING)
    broken("sends", error)
    assert drain(MORNING) == 0
    assert states() == [state]


class Gateway(http.server.BaseHTTPRequestHandler):
    """The hospital's gateway: keeps what it got, answers with the next code."""

    codes: list[int] = []
    got: list[tuple[dict, bytes]] = []

    def do_POST(self):
        self.got.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.codes.pop(0) if self.codes else 200)
        self.end_headers()

    def log_message(self, *_args):
        """Nothing."""


@pytest.fixture
def gateway(settings):
    Gateway.got, Gateway.codes = [], []
    server = http.server.HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.UNION_WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/union"
    settings.UNION_WEBHOOK_SECRET = "geheim"
    yield Gateway
    server.shutdown()
    server.server_close()


def test_the_gateway_gets_a_signed_message_without_names_and_again_under_the_same_id(gateway):
    user = wants(by_mail=False, by_gateway=True)
    remind(user, title="张三的困难补助", key="a:1")
    make_digests(MORNING)
    gateway.codes = [500]
    assert drain(MORNING) == 0
    assert drain(MORNING) == 0  # not before a minute has passed
    assert drain(MORNING + minute) == 1
    (_, first), (headers, body) = gateway.got
    expected = hmac.new(b"geheim", headers["X-Union-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Union-Signature"] == f"sha256={expected.hexdigest()}"
    told = json.loads(body)
    assert told == json.loads(first)
    assert (told["person"], told["count"], told["id"]) == (user.pk, 1, str(Delivery.objects.get().pk))
    assert "张三" not in body.decode()
    assert user.username not in body.decode()


def test_the_gateway_is_given_up_after_the_last_attempt_and_never_followed_elsewhere(gateway):
    remind(wants(by_mail=False, by_gateway=True), title="一", key="a:1")
    make_digests(MORNING)
    gateway.codes = [302, *[503] * 20]
    for attempt in range(quiet.MOST_ATTEMPTS + 3):
        drain(MORNING + attempt * day)
    assert states() == [DeliveryState.FAILED]
    assert len(gateway.got) == quiet.MOST_ATTEMPTS


def test_off_by_default(settings):
    settings.UNION_MAIL = False
    remind(wants(by_gateway=True), title="一", key="a:1")
    assert make_digests(MORNING) == 0


def test_a_preference_that_could_not_work_is_refused():
    user = officer()
    good = {
        "cadence": Cadence.DAILY,
        "by_mail": True,
        "by_gateway": False,
        "address": "a@b.cn",
        "quiet": (None, None),
    }
    with pytest.raises(DomainError, match="请填写邮箱"):
        save_preference(user, **good | {"address": ""})
    with pytest.raises(DomainError, match="至少一种"):
        save_preference(user, **good | {"by_mail": False})
    with pytest.raises(DomainError, match="开始和结束"):
        save_preference(user, **good | {"quiet": (dt.time(22), None)})
    save_preference(user, **good)
    assert Preference.objects.get(user=user).address == "a@b.cn"
    assert Channel.MAIL in Channel
