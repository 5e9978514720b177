import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from members.models import (
    Consent,
    CorrectionRequest,
    DistinctPair,
    DuesBase,
    FamilyMember,
    Member,
    MembershipChange,
    RetirementProposal,
    Transfer,
)
from members.services import merges
from tests.factories import MemberFactory, UserFactory, officer
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.common.models import PrivacyNotice
from union.common.registries import member_merge
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def keys_to_member():
    """Every foreign key of every installed model that points to Member, read from the models."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Member
    }


def test_every_foreign_key_to_a_member_has_a_handler():
    missing = keys_to_member() - {key for key, _ in member_merge.items()}
    assert not missing, f"register a MergeHandler for {sorted(missing)}"


def test_no_handler_is_left_over():
    leftover = {key for key, _ in member_merge.items()} - keys_to_member() - {"members.Member.user"}
    assert not leftover


def test_finder_names_reasons_and_leaves_distinct_pairs_alone(clerk):
    one = MemberFactory(name="王芳", born_on=dt.date(1980, 1, 1), phone="13912345678")
    two = MemberFactory(name="王芳", born_on=dt.date(1980, 1, 1), phone="13912345678")
    MemberFactory(name="王方")

    (pair,) = merges.suspicious_pairs()
    assert (pair.first, pair.second) == (one.pk, two.pk)
    assert {"姓名和出生日期相同", "手机号码相同"} <= set(pair.reasons)

    merges.mark_distinct(two, one, actor=clerk)
    merges.mark_distinct(one, two, actor=clerk)
    assert merges.suspicious_pairs() == []
    assert DistinctPair.objects.count() == 1


def test_a_number_that_many_share_says_nothing_and_only_suspects_are_read(django_assert_num_queries):
    MemberFactory.create_batch(13, phone="13911112222")
    one, other = MemberFactory.create_batch(2, phone="13933334444")
    with django_assert_num_queries(7):
        (pair,) = merges.suspicious_pairs()
    assert (pair.first, pair.second, pair.reasons) == (one.pk, other.pk, ("手机号码相同",))


def merge(kept, removed, clerk, **given):
    choices = {c.field: "kept" for c in merges.conflicts_between(kept, removed)}
    choices |= given.pop("choices", {})
    return merges.merge_members(kept, removed, choices=choices, reason="同一人", actor=clerk, **given)


def test_merge_moves_everything_and_fills_what_was_empty(clerk):
    kept = MemberFactory(name="王芳", duty="", phone="")
    removed = MemberFactory(name="王芳", duty="护士长", phone="13912345678", user=UserFactory())
    number, account = removed.staff_no, removed.user
    FamilyMember.objects.create(member=removed, relation="配偶", name="钱乙")
    DuesBase.objects.create(member=removed, effective_month=dt.date(2026, 1, 1), amount=Decimal(4000))
    MembershipChange.objects.create(member=removed, to_status="active", effective_on=dt.date(2020, 1, 1))

    record = merge(kept, removed, clerk)

    kept.refresh_from_db()
    removed.refresh_from_db()
    assert (kept.duty, kept.phone, kept.user) == ("护士长", "13912345678", account)
    assert (kept.family.count(), kept.dues_bases.count(), kept.membership_changes.count()) == (1, 1, 1)
    assert (removed.merged_into, removed.staff_no, removed.id_number, removed.user) == (kept, None, "", None)
    assert (record.removed_staff_no, record.moved["members.FamilyMember.member"]) == (number, 1)
    assert removed not in Member.objects.unmerged()


def test_chosen_values_are_taken_from_the_removed_row_with_their_keys(clerk):
    kept, removed = MemberFactory(name="王芳"), MemberFactory(name="王方")
    number = removed.id_number

    merge(kept, removed, clerk, choices={"name": "removed", "id_number": "removed"})

    kept.refresh_from_db()
    assert (kept.name, kept.id_number, kept.name_pinyin) == ("王方", number, "wangfang")
    assert kept.id_number_index


def test_undecided_conflicts_missing_reason_and_strangers_are_refused(clerk):
    kept, removed = MemberFactory(name="王芳"), MemberFactory(name="王方")
    with pytest.raises(DomainError, match="逐项选择"):
        merges.merge_members(kept, removed, choices={}, reason="x", actor=clerk)
    with pytest.raises(DomainError, match="依据"):
        merges.merge_members(kept, removed, choices={}, reason=" ", actor=clerk)
    with pytest.raises(NotPermittedError):
        merges.merge_members(kept, removed, choices={}, reason="x", actor=officer(Office.CHAIR))
    removed.refresh_from_db()
    assert removed.merged_into is None


@pytest.mark.parametrize("case", ["dues", "users", "transfers", "deceased", "merged"])
def test_what_would_corrupt_refuses(clerk, case):
    kept, removed = MemberFactory(), MemberFactory()
    if case == "dues":
        for member, amount in ((kept, 1), (removed, 2)):
            DuesBase.objects.create(member=member, effective_month=dt.date(2026, 1, 1), amount=amount)
    elif case == "users":
        for member in (kept, removed):
            Member.objects.filter(pk=member.pk).update(user=UserFactory())
    elif case == "transfers":
        for member in (kept, removed):
            Transfer.objects.create(member=member, kind="out", effective_on=today(), reason="x")
    elif case == "deceased":
        Member.objects.filter(pk=removed.pk).update(membership_status="deceased")
    else:
        merge(MemberFactory(), removed, clerk)
    kept.refresh_from_db()
    removed.refresh_from_db()
    with pytest.raises(DomainError, match="不能合并"):
        merge(kept, removed, clerk)


def test_consents_of_both_stay_one_in_force(clerk):
    from django.utils import timezone

    kept, removed = MemberFactory(), MemberFactory()
    notice = PrivacyNotice.objects.create(kind="bank", version=99, title="x", text="x", valid_from=today())
    for member in (kept, removed):
        Consent.objects.create(member=member, notice=notice, channel="paper", given_at=timezone.now())

    merge(kept, removed, clerk)

    assert kept.consents.count() == 2
    assert kept.consents.filter(withdrawn_at=None).count() == 1


def test_proposals_pairs_and_earlier_merges_follow(clerk):
    kept, removed, third = MemberFactory(), MemberFactory(), MemberFactory()
    for member in (kept, removed):
        RetirementProposal.objects.create(member=member, proposed_on=today(), basis="60 岁")
    RetirementProposal.objects.create(member=removed, proposed_on=today() + dt.timedelta(days=1), basis="x")
    merges.mark_distinct(removed, third, actor=clerk)
    merges.mark_distinct(removed, kept, actor=clerk)
    merge(removed, MemberFactory(), clerk)
    removed.refresh_from_db()

    merge(kept, removed, clerk)

    assert kept.retirement_proposals.count() == 2
    pair = DistinctPair.objects.get()
    assert {pair.first_id, pair.second_id} == {kept.pk, third.pk}
    assert kept.merged_rows.count() == 2
    assert kept.merges_kept.count() == 2


def test_account_in_use_wins_over_a_closed_one(clerk):
    closed, used = UserFactory(is_active=False), UserFactory()
    kept, removed = MemberFactory(user=closed), MemberFactory(user=used)
    merge(kept, removed, clerk)
    kept.refresh_from_db()
    assert kept.user == used


def test_open_corrections_of_the_same_field_refuse(clerk):
    kept, removed = MemberFactory(), MemberFactory()
    for member in (kept, removed):
        CorrectionRequest.objects.create(member=member, field="duty", new_value="x")
    with pytest.raises(DomainError, match="更正申请"):
        merge(kept, removed, clerk)


def test_extra_values_of_both_are_kept(clerk):
    kept, removed = MemberFactory(extra={"a": "1"}), MemberFactory(extra={"a": "2", "b": "3"})
    merge(kept, removed, clerk)
    kept.refresh_from_db()
    assert kept.extra == {"a": "1", "b": "3"}


def test_the_same_record_twice_is_refused(clerk):
    one = MemberFactory()
    with pytest.raises(DomainError, match="两份不同"):
        merges.mark_distinct(one, one, actor=clerk)
    with pytest.raises(DomainError, match="两份不同"):
        merges.merge_members(one, one, choices={}, reason="x", actor=clerk)
