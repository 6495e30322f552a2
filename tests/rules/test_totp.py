"""Codes that change every half minute: the test vectors of RFC 4226 (appendix D) and RFC 6238 (appendix B)."""

from datetime import UTC, datetime, timedelta

import pytest

from emm.learning.rules.totp import address, code_at, matching_step, spelled, step_of

SECRET = b"12345678901234567890"
HOTP = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
TOTP = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
NOW = datetime(2027, 3, 1, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("count", "code"), list(enumerate(HOTP)))
def test_rfc_4226_appendix_d(count: int, code: str):
    assert code_at(SECRET, count) == code


@pytest.mark.parametrize(("seconds", "code"), TOTP.items())
def test_rfc_6238_appendix_b(seconds: int, code: str):
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    assert code_at(SECRET, step, digits=8) == code


@pytest.mark.parametrize(("late", "holds"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(late: int, holds: bool):
    step = step_of(NOW) + late
    assert matching_step(SECRET, code_at(SECRET, step), NOW) == (step if holds else None)


@pytest.mark.parametrize("spelling", ["{} {}", "{}-{}", " {}{} ", "{}\u00a0{}"])
def test_spaces_do_not_count(spelling: str):
    code = code_at(SECRET, step_of(NOW))
    assert matching_step(SECRET, spelling.format(code[:3], code[3:]), NOW)


def test_digits_of_any_script_will_do():
    code = code_at(SECRET, step_of(NOW))
    assert matching_step(SECRET, code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), NOW)


@pytest.mark.parametrize("typed", ["", "0", "12345", "1234567", "abcdef", "²²²²²²", "9" * 5000, "\x00"])
def test_anything_else_is_wrong(typed: str):
    assert matching_step(SECRET, typed, NOW) is None


def test_a_code_of_another_secret_is_wrong():
    right = {code_at(SECRET, step_of(NOW) + late) for late in (-1, 0, 1)}
    others = (bytes([number]) * 20 for number in range(200))
    matching = [other for other in others if matching_step(SECRET, code_at(other, step_of(NOW)), NOW)]
    assert all(code_at(other, step_of(NOW)) in right for other in matching)
    assert len(matching) < 5


def test_an_app_is_told_site_name_and_secret():
    told = address(SECRET, "Our school: évening", "amina & co")
    assert told.startswith("otpauth://totp/Our%20school%3A%20%C3%A9vening%3Aamina%20%26%20co?secret=")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&" in told
    assert told.endswith("&issuer=Our%20school%3A%20%C3%A9vening")


def test_a_secret_is_spelled_without_padding():
    assert spelled(b"\x00" * 20) == "A" * 32
    assert "=" not in spelled(b"x" * 18)


def test_steps_follow_the_clock():
    assert step_of(NOW + timedelta(seconds=30)) == step_of(NOW) + 1
