"""Pages of motions: writing, seconding, the clerk who comes second, a confidential name."""

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from congress.choices.motions import MotionAction as A
from congress.forms.motions import DepartmentAwardForm, MotionForm
from congress.ledgers.motions import MOTIONS
from congress.models import Motion
from congress.permissions.motions import hidden_movers
from congress.selectors.motions_similar import index_titles
from congress.services.motions_flow import Grounds, take
from congress.views import motions_papers
from tests.factories import BranchFactory, DepartmentFactory, officer
from tests.factories_motions import Cast, fresh, make_motion
from union.common.dates import today
from union.common.models import FormDraft, RuleSet
from union.ledgers.declare import Period
from union.ledgers.selectors import LedgerQuery
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
TEXT = {"title": "增设饮水点", "category": "后勤服务", "situation": "没有饮水点", "proposal": "每层一处"}


@pytest.fixture
def cast():
    return Cast()


def page_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_delegate_writes_and_invites_in_one_form(cast):
    client = page_of(cast.mover.user)
    FormDraft.objects.create(user=cast.mover.user, form_key="motion-new", content="{}")
    invited = [str(member.pk) for member in cast.seconders]
    answer = client.post(reverse("motions:motion_create"), {**TEXT, "members": invited, "then": "seek"})

    motion = Motion.objects.get(title="增设饮水点")
    assert answer["Location"] == reverse("motions:motion_detail", args=[motion.pk])
    assert (motion.state, motion.seconders.count(), motion.delegation) == ("seconding", 2, cast.delegation)
    assert not FormDraft.objects.exists()
    other = page_of(cast.seconders[0].user)
    other.post(reverse("motions:second_answer", args=[motion.pk]), {"answer": "accepted"})
    assert motion.seconders.filter(state="accepted").count() == 1


def test_who_has_no_mandate_has_no_form(cast):
    for role in ("office", "lead", "stranger"):
        assert page_of(cast.users[role]).get(reverse("motions:motion_create")).status_code == 404


def test_similar_motions_appear_while_typing(cast):
    earlier = cast.bring(cast.motion(title="改善职工食堂就餐环境的建议"), A.FILE)
    answer = page_of(cast.other.user).post(reverse("motions:similar"), {"title": "职工食堂就餐"})

    assert earlier.title in answer.content.decode()
    assert "立案" in answer.content.decode()


def test_two_windows_of_one_text(cast):
    motion = make_motion(cast.session, cast.mover)
    client, url = page_of(cast.mover.user), reverse("motions:motion_edit", args=[motion.pk])
    client.post(url, {**TEXT, "version": motion.version})
    second = client.post(url, {**TEXT, "title": "另一个案由", "version": motion.version})

    assert second.status_code == 409
    assert "另一个案由" in second.content.decode()  # nothing typed is lost
    assert Motion.objects.get().title == "增设饮水点"


def test_the_clerk_who_comes_second_is_told(cast):
    motion = cast.bring(cast.motion(), A.RECOMMEND)
    client, url = page_of(cast.users["office"]), reverse("motions:motion_step", args=[motion.pk, "file"])
    page = client.get(url)
    cast.take(motion, A.FILE, "office")
    answer = client.post(url, {"version": page.context["form"].initial["version"]}, follow=True)

    assert "不能立案" in answer.content.decode()
    assert Motion.objects.get().number == 1


def test_a_confidential_name_stands_nowhere(cast):
    name = "欧阳无双"
    type(cast.mover).objects.filter(pk=cast.mover.pk).update(name=name)
    motion = cast.bring(cast.motion(is_confidential=True), A.ASSIGN)
    index_titles([motion])
    pages = [
        reverse("motions:motion_list"),
        reverse("motions:motion_detail", args=[motion.pk]),
        reverse("motions:desk"),
    ]
    for role in ("reviewer", "leader", "lead", "delegate"):
        client = page_of(cast.users[role])
        for page in pages:
            assert name not in client.get(page).content.decode(), (role, page)
    assert name in page_of(cast.users["office"]).get(pages[0]).content.decode()


def test_the_ledger_asks_as_often_for_many_as_for_few(cast, django_assert_max_num_queries):
    client = page_of(cast.users["office"])
    url = reverse("motions:motion_list")
    client.get(url)
    for number in range(30):
        make_motion(
            cast.session, cast.mover, title=f"提案 {number}", is_history=True, state="closed", filing="filed"
        )
    with django_assert_max_num_queries(16):
        assert "提案 29" in client.get(url).content.decode()


def test_paper_and_report_are_drawn(cast):
    motion = cast.bring(cast.motion())
    client = page_of(cast.users["office"])

    assert client.get(reverse("motions:motion_paper", args=[motion.pk])).content.startswith(b"%PDF")
    page = client.get(reverse("motions:report")).content.decode()
    assert "历次比较" in page
    assert "满意率" in page


def test_the_committee_corrects_on_a_page_and_everybody_sees_what_was_changed(cast):
    motion = cast.bring(cast.motion(), A.RECEIVE)
    address, page = reverse("motions:motion_correct", args=[motion.pk]), page_of(cast.users["reviewer"])
    assert address in page.get(reverse("motions:motion_detail", args=[motion.pk])).content.decode()
    given = {**TEXT, "version": motion.version, "reason": "案由写明地点"}
    answer = page.post(address, given)
    assert answer["Location"] == reverse("motions:motion_detail", args=[motion.pk])
    shown = page_of(cast.mover.user).get(answer["Location"]).content.decode()
    assert "案由写明地点" in shown
    assert "更正前案由" in shown
    assert page_of(cast.mover.user).get(address).status_code == 404


def test_a_department_closed_since_stays_proposed_when_the_text_is_corrected(cast):
    closed = DepartmentFactory(name="已撤科室", closed_on=today())
    motion = cast.bring(cast.motion(proposed_department=closed), A.RECEIVE)
    address, page = reverse("motions:motion_correct", args=[motion.pk]), page_of(cast.users["reviewer"])
    given = {**TEXT, "version": motion.version, "reason": "错字", "proposed_department": closed.pk}
    assert f'value="{closed.pk}" selected' in page.get(address).content.decode()
    assert page.post(address, given).status_code == 302
    motion.refresh_from_db()
    assert motion.proposed_department == closed
    assert DepartmentAwardForm().fields["department"].queryset.filter(pk=closed.pk).count() == 0
    draft = MotionForm(motion=motion, leads_delegation=False)
    assert closed in draft.fields["proposed_department"].queryset


def test_the_instruction_stays_that_of_the_leader_who_gave_it(cast):
    motion = cast.bring(cast.motion(), A.INSTRUCT)
    first = cast.users["leader"].get_full_name()
    Motion.objects.filter(pk=motion.pk).update(leader=cast.users["leader2"])  # a second round
    office = page_of(cast.users["office"])
    shown = office.get(reverse("motions:motion_detail", args=[motion.pk])).content.decode()
    assert f"请总务科牵头办理（{first}）" in shown


def test_how_many_second_is_said_as_the_rule_has_it(cast, monkeypatch):
    rule = RuleSet.objects.filter(kind="motions").latest("valid_from")
    RuleSet.objects.create(
        kind="motions", valid_from=today(), values=rule.values | {"seconders": 4}, source_document="本院办法"
    )
    client = page_of(cast.users["delegate"])
    assert "邀请 4 名代表附议" in client.get(reverse("motions:desk")).content.decode()
    assert "至少 4 名其他正式代表" in client.get(reverse("motions:motion_create")).content.decode()
    drawn = {}

    def draw(_request, _name, context, **_more):
        drawn.update(context)
        return HttpResponse()

    monkeypatch.setattr(motions_papers, "pdf_answer", draw)
    motion = make_motion(cast.session, cast.mover)
    page_of(cast.mover.user).get(reverse("motions:motion_paper", args=[motion.pk]))
    assert "至少 4 名其他正式代表附议" in render_to_string("pdf/motion_paper.html", drawn)


def merged(cast):
    """A confidential paper in an open case that is answered, and rated by both movers' co-mover."""
    main, paper = cast.motion(), cast.motion(mover=cast.other, is_confidential=True, title="另一件")
    cast.bring(main, A.FILE)
    ways = {action: (by, given) for action, by, given in cast.usual_way()}
    for action in (A.SEEK, A.SUBMIT):
        take(paper, action, actor=fresh(cast.other.user), given=Grounds(**ways[action][1]))
        paper.refresh_from_db()
    cast.take(paper, A.RECEIVE, ways[A.RECEIVE][0], **ways[A.RECEIVE][1])
    cast.take(paper, A.MERGE, "office", into=main.pk, note="同一内容")
    for action in (A.BRIEF, A.INSTRUCT, A.ASSIGN, A.ACCEPT, A.ANSWER, A.COUNTERSIGN, A.SIGN, A.DELIVER):
        if action in ways:
            cast.take(main, action, ways[action][0], **ways[action][1])
    take(main, A.RATE, actor=fresh(cast.other.user), given=Grounds(satisfaction="satisfied"))
    return main


def test_who_asked_for_secrecy_is_named_nowhere_after_a_merger(monkeypatch):
    cast, drawn = Cast(), []
    main = merged(cast)

    def draw(_request, template, context, **_more):
        drawn.append(context["to"] if "to" in context else render_to_string(template, context))
        return HttpResponse()

    monkeypatch.setattr(motions_papers, "pdf_answer", draw)
    for user, sees in ((cast.users["lead"], False), (cast.users["office"], True)):
        client = page_of(user)
        assert [each.pk for each in hidden_movers(user, main)] == ([] if sees else [cast.other.pk])
        page = client.get(reverse("motions:motion_detail", args=[main.pk])).content.decode()
        assert (cast.other.name in page) == sees
        assert sees or cast.other.user.get_full_name() not in page
        for name, pk in (("reply_letter", main.replies.get().pk), ("motion_paper", main.pk)):
            client.get(reverse(f"motions:{name}", args=[pk]))
            assert (cast.other.name in drawn[-1], cast.mover.name in drawn[-1]) == (sees, True)
    assert hidden_movers(cast.other.user, main) == []


def test_the_ledger_hides_what_would_name_a_confidential_mover():
    cast, branch = Cast(), BranchFactory()
    motion = cast.motion(is_confidential=True)
    type(cast.mover).objects.filter(pk=cast.mover.pk).update(branch=branch)
    cast.bring(motion, A.FILE)
    for user, sees in ((officer(Office.COMMITTEE_MEMBER), False), (cast.users["office"], True)):
        (row,) = MOTIONS.rows(user, Period())
        assert (row.delegation_shown == cast.delegation.name, row.mover_shown == cast.mover.name) == (
            sees,
            sees,
        )
        for asked in ({"branch": str(branch.pk)}, {"delegation": str(cast.delegation.pk)}):
            query = LedgerQuery(MOTIONS, user, MOTIONS.columns, Period(), filters=asked)
            assert query.totals().rows == int(sees)
