from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightmarket_identity.domain.errors import RefreshInvalid, ReturnToInvalid, StateInvalid
from nightmarket_identity.domain.login import LoginTransaction, check_return_to
from nightmarket_identity.domain.refresh_token import MAX_SEQ, Peppers, RefreshToken
from nightmarket_identity.domain.session import MAX_REPLAYS, Session, Verdict
from nightmarket_identity.domain.text import cleaned
from nightmarket_kit.core.ids import new_id

AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
SESSION_ID: Final = new_id()


def session(**changes: object) -> Session:
    from dataclasses import replace  # noqa: PLC0415

    fresh = Session.open(
        id_=SESSION_ID,
        user_id=new_id(),
        identity_id=new_id(),
        client_id="ios",
        device_name="",
        pepper_id="p",
        at=AT,
    )
    return replace(fresh, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/", "/a?b=//c", "/直播/1#x", "/a//b", "/%5c"])
def test_paths_on_our_site_are_fine(path: str) -> None:
    assert check_return_to(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", "a", "//evil", "///evil", "/\\evil", "\\/evil", "https://evil", "javascript:1"),
        *("/\t/evil", "/a\r\nSet-Cookie: x", "/\x00", " /a", "/a\u2028", "/" + "a" * 2000),
    ],
)
def test_other_addresses_are_refused(path: str) -> None:
    with pytest.raises(ReturnToInvalid):
        check_return_to(path)


def test_login_transactions_share_nothing() -> None:
    def start() -> tuple[LoginTransaction, str]:
        return LoginTransaction.start(
            provider="line", client_id="h5", redirect_uri="x", return_to="/", at=AT
        )

    (one, binding), (two, other) = start(), start()
    one.require_browser(binding)
    with pytest.raises(StateInvalid):
        one.require_browser(other)
    secrets = {one.state, two.state, one.nonce, two.nonce, one.verifier, two.verifier, binding}
    assert len(secrets) == 7
    assert 43 <= len(one.verifier) <= 128


@given(seq=st.integers(min_value=0, max_value=MAX_SEQ), key=st.binary(min_size=1, max_size=64))
def test_a_token_reads_back_as_written(seq: int, key: bytes) -> None:
    token = RefreshToken.make(session_id=SESSION_ID, seq=seq, key=key)
    assert RefreshToken.parse(token.text) == token
    token.require_key(key)
    with pytest.raises(RefreshInvalid):
        token.require_key(key + b"x")


@given(data=st.data())
def test_a_changed_token_is_refused(data: st.DataObject) -> None:
    text = RefreshToken.make(session_id=SESSION_ID, seq=7, key=b"k").text
    position = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    character = data.draw(st.sampled_from("AZaz09-_.=+/ \x00é"))
    changed = text[:position] + character + text[position + 1 :]
    if changed == text:
        return
    with pytest.raises(RefreshInvalid):
        RefreshToken.parse(changed).require_key(b"k")


@given(text=st.text(max_size=300))
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(RefreshInvalid):
        RefreshToken.parse("rt1." + text)


def test_session_keys_depend_on_all_their_parts() -> None:
    peppers = Peppers.of(b"a" * 32, b"b" * 32)
    first, second = peppers.by_id
    keys = {
        peppers.session_key(pepper_id=pepper_id, salt=salt, session_id=session_id)
        for pepper_id in (first, second)
        for salt in (b"s", b"t")
        for session_id in (SESSION_ID, new_id())
    }
    assert len(keys) == 8
    assert peppers.current_id == first


LATE: Final = timedelta(seconds=31)


@pytest.mark.parametrize(
    ("changes", "shown", "later", "confirmed", "verdict"),
    [
        ({"seq": 5}, 5, LATE, None, Verdict.ROTATE),
        ({"seq": 5}, 4, timedelta(seconds=30), None, Verdict.REPLAY),
        ({"seq": 5}, 4, LATE, None, Verdict.ASK),
        ({"seq": 5}, 4, LATE, 4, Verdict.REPLAY),
        ({"seq": 5}, 4, LATE, 5, Verdict.REUSE),
        ({"seq": 5}, 4, LATE, 6, Verdict.REUSE),
        ({"seq": 5, "confirmed_seq": 5}, 4, LATE, None, Verdict.REUSE),
        ({"seq": 5}, 3, timedelta(), None, Verdict.REUSE),
        ({"seq": 5}, 6, timedelta(), None, Verdict.REUSE),
        ({"seq": 1}, 0, timedelta(), None, Verdict.REUSE),
        ({"seq": 5, "replays": MAX_REPLAYS}, 4, timedelta(), None, Verdict.TOO_OFTEN),
        ({"seq": 5, "replays": MAX_REPLAYS}, 4, LATE, 5, Verdict.REUSE),
    ],
)
def test_verdicts(
    changes: dict[str, int],
    shown: int,
    later: timedelta,
    confirmed: int | None,
    verdict: Verdict,
) -> None:
    assert session(**changes).judge(shown, at=AT + later, confirmed=confirmed) is verdict


@given(st.lists(st.sampled_from(["rotate", "replay", "confirm", "wait"]), max_size=60))
def test_two_steps_behind_is_never_allowed(steps: list[str]) -> None:
    """Whatever happened: only the current token and its parent can ever give tokens."""
    one, at, confirmed = session(), AT, 0
    for step in steps:
        match step:
            case "rotate":
                one = one.rotated(at)
            case "replay":
                one = one.replayed(at)
            case "confirm":
                confirmed = one.seq
            case _:
                at += timedelta(minutes=1)
        for seq in (*range(one.seq - 1), one.seq + 1):
            assert one.judge(seq, at=at, confirmed=confirmed) is Verdict.REUSE
        assert one.judge(one.seq, at=at, confirmed=confirmed) is Verdict.ROTATE
        assert one.confirmed_seq == one.seq - 1


def test_text_of_strangers_is_cleaned() -> None:
    assert cleaned(" a\x00b\ud800\u2028c ", limit=10) == "abc"
    assert cleaned("👩‍🌾" * 10, limit=3) == "👩‍🌾"
