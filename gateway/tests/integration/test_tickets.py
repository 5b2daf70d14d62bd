"""A ticket renews an open socket, once and for a short while."""

import pytest

from gateway.tests.driver import (
    ALICE,
    FOREIGN,
    ORIGIN,
    SHOW,
    Gateway,
    ask,
    bearer,
    reason_of,
    token,
    until,
)
from nightmarket_gateway.auth import CookieNames
from nightmarket_gateway.rooms.tickets import LIFE_S

pytestmark = [pytest.mark.valkey, pytest.mark.asyncio(loop_scope="module")]
URL = "/v1/auth/socket-ticket"
ACCESS = CookieNames.of(secure=True).access


def cookie(access: str) -> dict[str, str]:
    return {"Cookie": f"{ACCESS}={access}"}


async def test_a_page_renews_its_open_socket(gateway: Gateway) -> None:
    old, new = token(session_id="s1", lives_s=60), token(session_id="s1", lives_s=900)
    headers = {**cookie(old), "Origin": ORIGIN}
    async with gateway.socket(additional_headers=cookie(old)) as socket:
        before = await until(socket, "authenticated")
        await ask(socket, "joined", type="join", room=SHOW)
        answer = await gateway.client.post(URL, headers={**headers, **cookie(new)})
        assert answer.json()["expires_in_s"] == LIFE_S
        ticket = answer.json()["ticket"]
        after = await ask(socket, "authenticated", type="auth", ticket=ticket)
        assert (after["user_id"], after["expires"] > before["expires"]) == (ALICE, True)
        message = {"type": "send", "room": SHOW, "client_id": "c", "text": "still here"}
        assert await ask(socket, "sent", **message)
        again = await ask(socket, "error", type="auth", ticket=ticket)
        assert again["reason"] == "TICKET_INVALID"
        assert await ask(socket, "sent", **message)  # the good one before stays


async def test_valkey_keeps_neither_ticket_nor_token_and_forgets(gateway: Gateway) -> None:
    shown = token(session_id="s1")
    headers = {"Authorization": f"Bearer {shown}"}
    ticket = (await gateway.client.post(URL, headers=headers)).json()["ticket"]
    (key,) = [key async for key in gateway.text.scan_iter("ticket:*")]
    kept = await gateway.text.get(key)
    assert kept is not None
    assert ticket not in key + kept
    assert shown not in kept
    assert 0 < await gateway.text.ttl(key) <= LIFE_S
    await gateway.text.delete(key)
    async with gateway.socket() as socket:
        late = await ask(socket, "error", type="auth", ticket=ticket)
        assert late["reason"] == "TICKET_INVALID"


async def test_a_ticket_dies_with_its_session(gateway: Gateway) -> None:
    answer = await gateway.client.post(URL, headers=bearer(session_id="gone"))
    await gateway.keeper.mark_revoked("gone")
    async with gateway.socket() as socket:
        dead = await ask(socket, "error", type="auth", ticket=answer.json()["ticket"])
        assert dead["reason"] == "SESSION_REVOKED"


async def test_guests_and_foreign_pages_get_none(gateway: Gateway) -> None:
    assert reason_of(await gateway.client.post(URL)) == (401, "TOKEN_MISSING")
    foreign = await gateway.client.post(URL, headers={**cookie(token()), "Origin": FOREIGN})
    assert reason_of(foreign) == (403, "ORIGIN_REFUSED")


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ({}, "FRAME_INVALID"),
        ({"token": "", "ticket": ""}, "FRAME_INVALID"),
        ({"token": "x", "ticket": "y"}, "FRAME_INVALID"),
        ({"ticket": 7}, "FRAME_INVALID"),
        ({"ticket": "nonsense"}, "TICKET_INVALID"),
        ({"ticket": "x" * 2000}, "TICKET_INVALID"),
        ({"ticket": "\ud800"}, "FRAME_INVALID"),
    ],
)
async def test_tickets_that_are_none(
    gateway: Gateway, shown: dict[str, object], reason: str
) -> None:
    async with gateway.socket() as socket:
        assert (await ask(socket, "error", type="auth", **shown))["reason"] == reason
