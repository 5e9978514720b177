"""Terms, sessions and delegates for tests."""

import datetime as dt

import factory

from congress.choices.delegates import DelegateCategory
from congress.models import Constituency, Delegation, Mandate, Session, Term
from tests.factories import AppointmentFactory, MemberFactory, UserFactory
from union.common.dates import add_months, today
from union.organisation.choices import Office, ScopeKind


class TermFactory(factory.django.DjangoModelFactory):
    """A term of three years that began a year ago."""

    number = factory.Sequence(lambda n: n % 60 + 30)  # beyond what tests write by hand
    starts_on = factory.LazyFunction(lambda: add_months(today(), -12))
    ends_on = factory.LazyAttribute(lambda o: add_months(o.starts_on, 36) - dt.timedelta(days=1))
    document = "总工复〔2025〕3号"

    class Meta:
        model = Term


class DelegationFactory(factory.django.DjangoModelFactory):
    term = factory.SubFactory(TermFactory)
    name = factory.Sequence(lambda n: f"第{n}代表团")

    class Meta:
        model = Delegation


class ConstituencyFactory(factory.django.DjangoModelFactory):
    """`branches=[…]`, `departments=[…]`."""

    term = factory.SubFactory(TermFactory)
    name = factory.Sequence(lambda n: f"第{n}选区")
    seats = 2

    class Meta:
        model = Constituency
        skip_postgeneration_save = True

    @factory.post_generation
    def branches(self, create, extracted, **_kwargs):
        if extracted:
            self.branches.set(extracted)

    @factory.post_generation
    def departments(self, create, extracted, **_kwargs):
        if extracted:
            self.departments.set(extracted)


class SessionFactory(factory.django.DjangoModelFactory):
    """The next session of its term, today."""

    term = factory.SubFactory(TermFactory)
    number = factory.Sequence(lambda n: n % 900 + 100)  # beyond what a test or a service gives out itself
    opens_on = factory.LazyFunction(today)
    closes_on = factory.LazyAttribute(lambda o: o.opens_on)
    place = "学术报告厅"

    class Meta:
        model = Session


class MandateFactory(factory.django.DjangoModelFactory):
    """A delegate in office with an account and the office of delegate behind it."""

    term = factory.SubFactory(TermFactory)
    member = factory.SubFactory(MemberFactory)
    number = factory.Sequence(lambda n: n % 9000 + 1000)  # beyond the places a service gives out
    category = DelegateCategory.PROFESSIONAL
    document = "选区选举"
    starts_on = factory.LazyAttribute(lambda o: o.term.starts_on)

    class Meta:
        model = Mandate

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        member = kwargs["member"]
        if member.user_id is None:
            member.user = UserFactory(display_name=member.name)
            member.save(update_fields=["user"])
        if "appointment" not in kwargs:
            kwargs["appointment"] = AppointmentFactory(
                user=member.user,
                office=Office.DELEGATE,
                scope_kind=ScopeKind.SELF,
                starts_on=kwargs["starts_on"],
                ends_on=kwargs.get("ends_on"),
            )
        return super()._create(model_class, *args, **kwargs)


def delegates(term, count, **values):
    """``count`` delegates in office; for counts alone, without accounts."""
    members = MemberFactory.create_batch(count)
    first = Mandate.objects.filter(term=term).count() + 1
    return Mandate.objects.bulk_create(
        Mandate(
            term=term, member=member, number=first + turn, document="选举", starts_on=term.starts_on,
            category=DelegateCategory.PROFESSIONAL, **values,
        )
        for turn, member in enumerate(members)
    )  # fmt: skip
