import pytest

from union.accounts.rules import codes

# RFC 6238 appendix B, SHA-1, last six of the eight digits.
SECRET = b"12345678901234567890".hex()
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_the_vectors_of_rfc_6238_are_accepted(now, code):
    assert codes.step_of(SECRET, code, now=now, last_step=0, tolerance=0) == now // 30


@pytest.mark.parametrize(
    ("seconds_later", "tolerance", "accepted"),
    [
        (0, 0, True),
        (1, 0, False),
        (1, 1, True),
        (30, 1, True),
        (31, 1, False),
        (-30, 1, True),
        (-60, 1, False),
    ],
)
def test_a_code_lives_thirty_seconds_and_the_tolerance(seconds_later, tolerance, accepted):
    step = codes.step_of(SECRET, "287082", now=59 + seconds_later, last_step=0, tolerance=tolerance)
    assert (step == 1) is accepted


def test_a_code_works_once_and_none_before_it_either():
    assert codes.step_of(SECRET, "287082", now=59, last_step=1, tolerance=1) is None
    assert codes.step_of(SECRET, "287082", now=59, last_step=2, tolerance=1) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "28708a", "２８７０８２x", "-28708", "287 082"])
def test_what_is_no_code_is_refused(code):
    assert codes.step_of(SECRET, code, now=59, last_step=0, tolerance=1) is None


def test_the_setup_address_names_issuer_and_account():
    address = codes.setup_address(SECRET, account="A1", issuer="职工之家")
    assert address.startswith("otpauth://totp/%E8%81%8C")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert "period=30" in address
