"""A token that ends in mid-socket: whose it is hears on and does not speak until it shows another one, in the same
socket; who renews in time notices nothing, and neither does the room.
"""

import asyncio
import base64
import dataclasses
import json
import time
from contextlib import AsyncExitStack

import pytest
from support.fleet import Fleet
from support.identities import short_lived
from support.raw import Raw, upgraded
from support.talk import caught_up, check_once, check_told, log_of, talking, until

from nightmarket_kit.runtime.tokens import LEEWAY_S
from nightmarket_local.demo.api import Api
from nightmarket_local.demo.people import Host
from nightmarket_room import RULES, Refused, Seat

pytestmark = [pytest.mark.fleet, pytest.mark.asyncio, pytest.mark.timeout(150)]
LIFE_S = 10  # a sixtieth of what tokens live otherwise, and their renewal is as much sooner
BEFORE_S = 5
IN_TIME = dataclasses.replace(RULES, renew_before_ms=BEFORE_S * 1000, renew_least_ms=1_000)
WATCHED_S = 8  # less than the gateway waits for a pong


class Keeper:
    """A person's tokens, and how long each was good for yet when it was renewed."""

    def __init__(self, api: Api, *, may_renew: bool = True) -> None:
        self.api = api
        self.first = api.token
        self.may_renew = may_renew
        self.left: list[float] = []

    async def current(self) -> str:
        return self.api.token

    async def renewed(self) -> str:
        if not self.may_renew:
            return ""
        self.left.append(end_of(self.api.token) - time.time())
        return await self.api.renewed()


def end_of(token: str) -> int:
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return int(claims["exp"])


async def test_a_token_that_ends_in_mid_socket(fleet: Fleet, host: Host) -> None:
    async with short_lived(fleet, life_s=LIFE_S) as gateway, AsyncExitStack() as stack:

        async def keeper(user: str, *, may_renew: bool) -> Keeper:
            api = Api(gateway.url)
            stack.push_async_callback(api.close)
            await api.log_in(user)
            return Keeper(api, may_renew=may_renew)

        early = await keeper("buyer8", may_renew=True)
        late = await keeper("buyer7", may_renew=False)  # whose first token is the last to end
        seats = [
            Seat(gateway.socket_url, host.show_id, token=late, rules=IN_TIME),
            Seat(gateway.socket_url, host.show_id, token=early, rules=IN_TIME),
            Seat(gateway.socket_url, host.show_id, token=host.api),
            Seat(fleet.socket_url, host.show_id),
        ]
        for seat in seats:
            stack.push_async_callback(seat.close)
        await asyncio.gather(*(seat.open() for seat in seats))
        ended, renewing, speaker, _ = seats
        async with (
            talking(renewing, name="renewing", every_s=0.5) as theirs,
            talking(speaker, name="speaker", every_s=0.2) as others,
        ):
            assert await ended.say("good")
            end = end_of(late.first) + LEEWAY_S
            await until(lambda: time.time() > end - WATCHED_S, within_s=60)
            async with upgraded(gateway.url) as raw:
                await refused_at(end, raw, host.show_id, [late.first, early.first])
                await admitted_again(raw, host.show_id, await late.api.renewed())
            with pytest.raises(Refused, match="TOKEN_EXPIRED"):
                await ended.say("too late")
            late.may_renew = True
            await until(lambda: bool(late.left))
            assert await ended.say("good again")

        truth = await log_of(fleet, host.show_id)
        check_once([theirs, others], truth)
        texts = [line.text for line in truth]
        assert [text in texts for text in ("good", "too late", "good again")] == [True, False, True]
        await caught_up(seats, truth[-1].id)
        for seat in seats:
            check_told(seat.seen, truth)
            assert not seat.seen.holes
            assert seat.client.connects == 1
        assert set(ended.client.errors) == {"TOKEN_EXPIRED"}
        assert not renewing.client.errors
        assert len(early.left) >= LEEWAY_S / BEFORE_S
        assert min(early.left) > 0


async def refused_at(end: float, raw: Raw, show_id: str, tokens: list[str]) -> None:
    """Until then a line is posted, from then on none; all else goes on."""
    await raw.say(type="auth", token=tokens[0])
    assert (await raw.until("authenticated", "error"))["type"] == "authenticated"
    await raw.say(type="join", room=show_id)
    assert (await raw.until("joined", "error"))["type"] == "joined"
    asked, posted = 0, 0
    answer = {"type": ""}
    async with asyncio.timeout(WATCHED_S + 5):
        while answer["type"] != "error":
            asked += 1
            name = f"still-{asked}"
            await raw.say(type="send", room=show_id, text=name, client_id=name)
            answer = await raw.until("sent", "error")
            posted += answer["type"] == "sent"
            await asyncio.sleep(0.2)
    assert posted
    assert time.time() > end
    assert answer == {
        "type": "error",
        "reason": "TOKEN_EXPIRED",
        "metadata": {},
        "room": show_id,
        "client_id": f"still-{asked}",
    }
    for token in tokens:
        await raw.say(type="auth", token=token)
        refused = await raw.until("error", "authenticated")
        assert refused.get("reason") == "TOKEN_EXPIRED", refused
    await raw.say(type="react", room=show_id, kind="like", count=1)
    await raw.say(type="join", room=show_id)
    assert (await raw.until("joined", "error"))["type"] == "joined"
    assert (await raw.until("events", "error"))["type"] == "events"


async def admitted_again(raw: Raw, show_id: str, token: str) -> None:
    await raw.say(type="auth", token=token)
    told = await raw.until("authenticated", "error")
    assert told.get("expires") == end_of(token) * 1000, told
    await raw.say(type="send", room=show_id, text="another one", client_id="another")
    assert (await raw.until("sent", "error"))["type"] == "sent"
