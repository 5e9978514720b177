import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory, officer
from union.accounts.models import SecondFactor, User, UserSession
from union.accounts.services import second_factor
from union.accounts.services.accounts import close_account, open_account
from union.common.models import AuditEvent
from union.organisation.choices import Office

LIST = reverse("accounts:user_list")
CREATE = reverse("accounts:user_create")
ACTIONS = ("close", "reopen", "unlock", "end-sessions", "reset-second-factor")


def act(client, user, action):
    return client.post(reverse("accounts:user_action", args=[user.pk, action]))


def detail(user):
    return reverse("accounts:user_detail", args=[user.pk])


def state_of(user):
    """Everything an action could change."""
    fresh = User.objects.get(pk=user.pk)
    return (
        fresh.password, fresh.is_active, fresh.must_change_password, fresh.phone_index,
        SecondFactor.objects.filter(user=user).exists(), user.sessions.count(),
    )  # fmt: skip


@pytest.fixture
def admin_client(administrator):
    client = Client()
    client.force_login(administrator)
    return client


@pytest.fixture
def protected(user):
    second_factor.begin_setup(user)
    Client().force_login(user)
    return user


def test_an_account_is_opened_and_its_password_shown_once(admin_client, log_in):
    form = {"username": " Ｂ2001 ", "display_name": "李 小 红", "phone": "139 1234 5678"}
    response = admin_client.post(CREATE, form)
    page = response.content.decode()
    user = User.objects.get(username="B2001")
    initial = re.search(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>", page)[1]

    assert (user.display_name, user.name_pinyin, user.phone) == ("李小红", "lixiaohong", "13912345678")
    assert user.must_change_password
    assert initial not in admin_client.get(detail(user)).content.decode()
    assert response["Cache-Control"] == "no-store"
    assert log_in(Client(), "B2001", initial).status_code == 302
    assert initial not in str([vars(event) for event in AuditEvent.objects.all()])


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"username": "a10023"}, "已有人使用"),
        ({"username": "张三"}, "登录名请用工号"),
        ({"username": "13912345678"}, "不能是手机号"),
        ({"username": ""}, "必填"),
        ({"display_name": " "}, "必填"),
        ({"phone": "123"}, "11 位手机号"),
    ],
)
def test_a_bad_account_is_refused_in_words(admin_client, user, form, reason):
    response = admin_client.post(CREATE, {"username": "C1", "display_name": "王五", "phone": ""} | form)
    page = response.content.decode().replace("这个字段是必填项", "必填").replace("请填写", "必填")
    assert response.status_code == 200
    assert reason in page
    assert not User.objects.filter(username="C1").exists()


def test_initial_passwords_are_random_and_not_of_the_person(db):
    issued = {open_account(f"N{number}", "同名", actor=None)[1] for number in range(20)}
    assert len(issued) == 20
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", each) for each in issued)


def test_a_reset_gives_a_new_password_and_forces_its_change(admin_client, user, log_in):
    page = admin_client.post(reverse("accounts:user_reset_password", args=[user.pk])).content.decode()
    initial = re.search(r"<code>([a-z0-9-]{19})</code>", page)[1]
    assert log_in(Client(), user, PASSWORD).status_code == 200
    client = Client()
    assert log_in(client, user, initial).status_code == 302
    assert client.get(reverse("accounts:security")).url.startswith(reverse("accounts:password_change"))


def test_close_reopen_and_their_repetition(admin_client, user, log_in):
    assert act(admin_client, user, "close").url == detail(user)
    assert log_in(Client(), user).status_code == 200
    again = admin_client.post(reverse("accounts:user_action", args=[user.pk, "close"]), follow=True)
    assert "账号已经停用" in again.content.decode()
    refused = admin_client.post(reverse("accounts:user_reset_password", args=[user.pk]), follow=True)
    assert "请先启用" in refused.content.decode()
    act(admin_client, user, "reopen")
    assert log_in(Client(), user).status_code == 302
    changes = AuditEvent.objects.filter(action="update", object_id=str(user.pk)).order_by("seq")
    assert [event.changes for event in changes] == [
        {"is_active": [True, False]},
        {"is_active": [False, True]},
    ]


def test_sessions_and_phone(admin_client, protected):
    act(admin_client, protected, "end-sessions")
    assert not UserSession.objects.filter(user=protected).exists()
    phone = reverse("accounts:user_phone", args=[protected.pk])
    assert admin_client.get(phone).status_code == 200
    assert "11 位" in admin_client.post(phone, {"phone": "abc"}).content.decode()
    assert admin_client.post(phone, {"phone": "13912345678"}).url == detail(protected)
    page = admin_client.get(detail(protected)).content.decode()
    assert "139****5678" in page
    assert "13912345678" not in page


@pytest.mark.parametrize("action", [*ACTIONS, "reset-password", "phone"])
@pytest.mark.parametrize(
    "office", [None, Office.OFFICE_STAFF, Office.CHAIR, Office.AUDIT_ADMIN, Office.MEMBER]
)
def test_for_everybody_else_accounts_do_not_exist(db, protected, office, action):
    client = Client()
    client.force_login(officer(office) if office else UserFactory())
    before = state_of(protected)
    assert client.post(f"{detail(protected)}{action}/", {"phone": "13912345678"}).status_code == 404
    for address in (LIST, CREATE, detail(protected), reverse("accounts:user_phone", args=[protected.pk])):
        assert client.get(address).status_code == 404
    assert client.post(CREATE, {"username": "X1", "display_name": "甲", "phone": ""}).status_code == 404
    assert state_of(protected) == before


@pytest.mark.parametrize("action", [*ACTIONS, "reset-password", "phone"])
def test_nobody_does_it_to_himself(admin_client, administrator, action):
    second_factor.begin_setup(administrator)
    before = state_of(administrator)
    admin_client.post(f"{detail(administrator)}{action}/", {"phone": "13912345678"})
    assert state_of(administrator) == before
    page = admin_client.get(detail(administrator)).content.decode()
    assert "这是您自己的账号" in page
    assert not any(f"/{each}/" in page for each in (*ACTIONS, "reset-password", "phone"))


def test_the_security_administrator_ends_sessions_and_resets_second_factors_and_nothing_else(db, protected):
    client = Client()
    client.force_login(officer(Office.SECURITY_ADMIN))
    page = client.get(detail(protected)).content.decode()
    assert "/end-sessions/" in page
    assert not any(f"/{each}/" in page for each in ("close", "reset-password", "phone"))
    assert "开通账号" not in client.get(LIST).content.decode()
    assert client.get(CREATE).status_code == 404

    before = state_of(protected)
    for action in ("close", "unlock", "reset-password"):
        client.post(f"{detail(protected)}{action}/")
    assert state_of(protected) == before
    act(client, protected, "end-sessions")
    assert not UserSession.objects.filter(user=protected).exists()


def test_search_and_state(admin_client, user):
    closed = UserFactory(username="closed1")
    close_account(closed, actor=None)
    User.objects.filter(pk=user.pk).update(name_pinyin="zhangxiaoming")
    for query, found in (
        ("q=a100", {"A10023"}), ("q=晓明", {"A10023"}), ("q=zhang+xiao", {"A10023"}),
        ("state=closed", {"closed1"}), ("q=nobody", set()), ("q=closed&state=open", set()),
    ):  # fmt: skip
        accounts = admin_client.get(f"{LIST}?{query}").context["accounts"]
        assert {each.username for each in accounts} == found, query


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_with_1_and_30_rows(admin_client, rows, django_assert_num_queries):
    UserFactory.create_batch(rows)
    with django_assert_num_queries(5):
        assert admin_client.get(LIST).status_code == 200


def test_an_unknown_action_does_not_exist(admin_client, user):
    assert act(admin_client, user, "promote").status_code == 404
    assert admin_client.get(reverse("accounts:user_action", args=[user.pk, "close"])).status_code == 405
    assert admin_client.get(detail(User(pk=999999))).status_code == 404
