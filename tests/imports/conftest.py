import pytest

from tests.factories import BranchFactory, DepartmentFactory, GroupFactory, officer


@pytest.fixture
def units(db):
    """内科支会 / 心内科 / 心内科1组, as `files.person` says."""
    branch = BranchFactory(name="内科支会")
    department = DepartmentFactory(name="心内科", branch=branch)
    return GroupFactory(name="心内科1组", branch=branch, department=department)


@pytest.fixture
def clerk(db):
    return officer()
