import datetime as dt

import pytest

from tests.factories import UserFactory
from union.common import reference_data
from union.common.choices import DataSource
from union.common.errors import DomainError
from union.common.models import AuditEvent, CodeItem, PrivacyNotice, RuleSet
from welfare.rules.retention import Periods

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return UserFactory()


def test_add_code(actor):
    item = reference_data.add_code(
        "education", " 自学考试 ", aliases=["自考", " ", "自考"], position=9, actor=actor
    )
    assert (item.label, item.aliases, item.source) == ("自学考试", ["自考"], DataSource.OFFICE)
    assert AuditEvent.objects.filter(action="create", object_id=str(item.pk), actor=actor).exists()


@pytest.mark.parametrize(
    ("label", "aliases", "word"),
    [
        ("", [], "请填写"),
        ("大学本科", [], "已在码表"),
        ("新", ["本科"], "已经对应“大学本科”"),
        ("新", ["中专"], "中专"),
    ],
)
def test_add_code_refuses(label, aliases, word, actor):
    with pytest.raises(DomainError, match=word):
        reference_data.add_code("education", label, aliases=aliases, position=1, actor=actor)


def test_edit_code_makes_it_the_offices_own(actor):
    item = CodeItem.objects.get(kind="education", label="中专")
    same = reference_data.edit_code(
        item.pk, aliases=item.aliases, position=item.position, is_active=True, actor=actor
    )
    assert same.source == DataSource.SHIPPED
    edited = reference_data.edit_code(item.pk, aliases=["卫校"], position=1, is_active=False, actor=actor)
    assert (edited.aliases, edited.is_active, edited.source) == (["卫校"], False, DataSource.OFFICE)
    assert AuditEvent.objects.filter(action="update", object_id=str(item.pk)).count() == 1
    with pytest.raises(DomainError, match="已经对应"):
        reference_data.edit_code(item.pk, aliases=["本科"], position=1, is_active=True, actor=actor)


def rule(actor, **options):
    newest = RuleSet.objects.filter(kind="retirement_age").order_by("-valid_from").first()
    values = {"valid_from": dt.date(2027, 1, 1), "values": newest.values, "source_document": "某决定"}
    return reference_data.add_rule_version("retirement_age", actor=actor, **(values | options))


def test_a_new_version_ends_the_one_before(actor):
    made = rule(actor)
    before = RuleSet.objects.get(kind="retirement_age", valid_from=dt.date(2025, 1, 1))
    assert before.valid_to == dt.date(2026, 12, 31)
    assert made.source == DataSource.OFFICE
    for day in (dt.date(2026, 12, 31), dt.date(2027, 1, 1)):
        assert RuleSet.objects.valid_on(day).filter(kind="retirement_age").count() == 1


def test_past_versions_cannot_be_changed(actor):
    with pytest.raises(DomainError, match="不能改动"):
        rule(actor, valid_from=dt.date(2025, 1, 1))
    with pytest.raises(DomainError, match="依据文件"):
        rule(actor, source_document=" ")
    values = dict(RuleSet.objects.filter(kind="retirement_age").latest("valid_from").values)
    values.pop("women")
    with pytest.raises(DomainError, match="缺少 women"):
        rule(actor, values=values)
    with pytest.raises(DomainError, match="没有这条规则"):
        reference_data.add_rule_version(
            "nothing", valid_from=dt.date(2027, 1, 1), values={}, source_document="x", actor=actor
        )


@pytest.mark.parametrize("years", [0, -1, 0.5, 1.5, 101])
def test_a_period_of_less_than_a_year_is_refused(actor, years):
    version = {"valid_from": dt.date(2027, 1, 1), "source_document": "某决定", "actor": actor}
    values = {"hardship_years": 5, "visit_years": years}
    with pytest.raises(DomainError, match="“慰问详情”的保存年限须为 1 至 100 的整年数"):
        reference_data.add_rule_version("welfare_retention", values=values, **version)
    with pytest.raises(DomainError, match="不足一年"):
        Periods.of(values, "某决定")
    reference_data.add_rule_version("welfare_retention", values=values | {"visit_years": 1}, **version)


@pytest.mark.parametrize(
    ("pattern", "values", "problem"),
    [
        ({"a": 1}, {"a": 2}, ""),
        ({"a": 1}, {"a": 2.5}, ""),
        ({"a": 1}, {"a": True}, "“a”应为数字"),
        ({"a": True}, {"a": 1}, "“a”应为true 或 false"),
        ({"a": {"b": "x"}}, {"a": {"b": 1}}, "“a.b”应为文字"),
        ({"a": [1]}, {"a": "1"}, "“a”应为列表"),
        ({"a": 1}, {"a": 1, "c": 2}, "数值多出 c"),
        ({"a": {}}, {"a": 3}, "“a”应为一组项目"),
        ({"a": None}, {"a": 3}, ""),
    ],
)
def test_shape_problem(pattern, values, problem):
    assert reference_data.shape_problem(pattern, values) == problem


def test_publish_notice(actor):
    first = PrivacyNotice.objects.get(kind="bank")
    values = {"valid_from": dt.date(2027, 1, 1), "needs_consent": True, "actor": actor}
    made = reference_data.publish_notice("bank", title="新", text="新的内容", **values)
    assert (made.version, first.version) == (2, 1)
    with pytest.raises(DomainError, match="与第 2 版相同"):
        reference_data.publish_notice("bank", title="新", text=" 新的内容 ", **values)
    with pytest.raises(DomainError, match="标题"):
        reference_data.publish_notice("bank", title="", text="x", **values)
