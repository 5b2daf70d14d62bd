"""Refresh tokens: rotation, lost answers, reuse. The handler runs on a real database, with chosen time."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from nightmarket.identity.v1 import events_pb2
from nightmarket_identity.adapters.postgres import PostgresIdentityUow
from nightmarket_identity.application.refresh_session import RefreshSession, refresh_session
from nightmarket_identity.application.tokens import IssuedTokens, TokenIssuer
from nightmarket_identity.domain.errors import (
    ConfirmationsUnavailable,
    RefreshInProgress,
    RefreshInvalid,
    RefreshReused,
    RefreshTooOften,
    SessionRevoked,
)
from nightmarket_identity.domain.refresh_token import Peppers, RefreshToken
from nightmarket_identity.domain.session import Session
from nightmarket_identity.domain.user import ProviderAccount, Sealed, User
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.testing.plugin import MakeDatabase

pytestmark = [pytest.mark.pg, pytest.mark.asyncio]
START = datetime(2026, 11, 1, tzinfo=UTC)
PEPPER = b"p" * 32


class FakeSigner:
    def sign(self, claims: Any) -> str:
        return f"{claims['sid']} {claims['rgen']} {claims['jti']}"


@dataclass
class FakeGateway:
    """Writes the generation of each access token that it sees, as the gateway does."""

    seen: dict[str, int] = field(default_factory=dict)
    is_down: bool = False

    def use(self, tokens: IssuedTokens) -> None:
        session_id, generation, _ = tokens.access_token.split()
        self.seen[session_id] = max(self.seen.get(session_id, 0), int(generation))

    async def confirmed(self, session_id: str) -> int:
        if self.is_down:
            raise ConfirmationsUnavailable
        return self.seen.get(session_id, 0)


@dataclass
class Bench:
    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    gateway: FakeGateway = field(default_factory=FakeGateway)
    issuer: TokenIssuer = field(
        default_factory=lambda: TokenIssuer(
            signer=FakeSigner(), peppers=Peppers.of(PEPPER), issuer="i", audience="a"
        )
    )

    def uow(self) -> PostgresIdentityUow:
        return PostgresIdentityUow(self.database)

    async def open(self) -> IssuedTokens:
        at, user_id, identity_id = self.clock.now(), new_id(), new_id()
        async with self.uow() as tx:
            account = ProviderAccount(
                provider="line",
                issuer="i",
                subject=user_id,
                display_name="",
                picture_url="",
                tokens=Sealed(key_id="k", box=b""),
            )
            await tx.users.link(account, identity_id=identity_id, user_id=user_id, at=at)
            await tx.users.add(User(id=user_id, display_name="", picture_url="", created_at=at))
            session = Session.open(
                id_=new_id(),
                user_id=user_id,
                identity_id=identity_id,
                client_id="h5",
                device_name="",
                pepper_id=self.issuer.peppers.current_id,
                at=at,
            )
            await tx.sessions.add(session)
            await tx.commit()
        return self.issuer.issue(session, name="小美", roles={}, at=at)

    async def refresh(self, refresh_token: str) -> IssuedTokens:
        return await refresh_session(
            RefreshSession(refresh_token=refresh_token),
            uow=self.uow,
            clock=self.clock,
            issuer=self.issuer,
            confirmations=self.gateway,
        )

    async def row(self, tokens: IssuedTokens) -> Session:
        async with self.uow() as tx:
            session = await tx.sessions.get(tokens.session_id)
        assert session is not None
        return session

    def wait(self, **length: float) -> None:
        self.clock.advance(timedelta(**length))

    async def revocations(self) -> list[events_pb2.SessionRevoked]:
        rows = await self.database.pool.fetch(
            "SELECT payload FROM outbox WHERE topic = 'session.revoked'"
        )
        return [events_pb2.SessionRevoked.FromString(row["payload"]) for row in rows]


@asynccontextmanager
async def open_bench(dsn: str) -> AsyncIterator[Bench]:
    database = Database(dsn)
    await database.start()
    try:
        yield Bench(database=database)
    finally:
        await database.stop(1.0)


@pytest_asyncio.fixture
async def bench(make_database: MakeDatabase) -> AsyncIterator[Bench]:
    async with open_bench(await make_database("nightmarket_identity")) as one:
        yield one


async def test_each_refresh_gives_the_next_generation(bench: Bench) -> None:
    tokens = await bench.open()
    for generation in range(2, 6):
        bench.wait(hours=1)
        tokens = await bench.refresh(tokens.refresh_token)
        assert tokens.access_token.split()[1] == str(generation)
    session = await bench.row(tokens)
    assert (session.seq, session.confirmed_seq, session.replays) == (5, 4, 0)


async def test_twenty_at_once_are_one_increment_and_twenty_equal_tokens(bench: Bench) -> None:
    tokens = await bench.open()
    answers = await asyncio.gather(*(bench.refresh(tokens.refresh_token) for _ in range(20)))
    assert len({answer.refresh_token for answer in answers}) == 1
    assert len({answer.access_token for answer in answers}) == 20
    session = await bench.row(tokens)
    assert (session.seq, session.replays) == (2, 19)
    assert (await bench.refresh(answers[0].refresh_token)).access_token.split()[1] == "3"


async def test_the_parent_is_allowed_for_thirty_seconds_even_when_confirmed(bench: Bench) -> None:
    first = await bench.open()
    second = await bench.refresh(first.refresh_token)
    bench.gateway.use(second)
    bench.gateway.is_down = True  # not asked
    bench.wait(seconds=30)
    assert (await bench.refresh(first.refresh_token)).refresh_token == second.refresh_token
    bench.gateway.is_down = False
    bench.wait(seconds=0.1)
    with pytest.raises(RefreshReused):
        await bench.refresh(first.refresh_token)


async def test_a_lost_answer_is_given_again_a_day_later(bench: Bench) -> None:
    first = await bench.open()
    lost = await bench.refresh(first.refresh_token)
    bench.wait(days=1)
    assert (await bench.refresh(first.refresh_token)).refresh_token == lost.refresh_token


async def test_the_parent_is_reuse_once_the_successor_was_used(bench: Bench) -> None:
    first = await bench.open()
    second = await bench.refresh(first.refresh_token)
    bench.gateway.use(second)
    bench.wait(seconds=31)
    with pytest.raises(RefreshReused):
        await bench.refresh(first.refresh_token)
    for token in (first, second):
        with pytest.raises(SessionRevoked):
            await bench.refresh(token.refresh_token)
    (event,) = await bench.revocations()
    assert (event.session_id, event.cause) == (first.session_id, "reuse")


async def test_a_grandparent_is_reuse_at_once(bench: Bench) -> None:
    first = await bench.open()
    second = await bench.refresh(first.refresh_token)
    third = await bench.refresh(second.refresh_token)
    with pytest.raises(RefreshReused):
        await bench.refresh(first.refresh_token)
    with pytest.raises(SessionRevoked):
        await bench.refresh(third.refresh_token)


async def test_a_token_from_the_future_is_reuse(bench: Bench) -> None:
    first = await bench.open()
    key = bench.issuer.session_key(await bench.row(first))
    forged = RefreshToken.make(session_id=first.session_id, seq=9, key=key)
    with pytest.raises(RefreshReused):
        await bench.refresh(forged.text)


async def test_a_forged_token_changes_nothing(bench: Bench) -> None:
    first = await bench.open()
    second = await bench.refresh(first.refresh_token)
    forged = RefreshToken.make(session_id=first.session_id, seq=1, key=b"guess")
    unknown = RefreshToken.make(session_id=new_id(), seq=1, key=b"guess")
    for text in (forged.text, unknown.text, "rt1.", "", first.refresh_token + "A", "x" * 300):
        with pytest.raises(RefreshInvalid):
            await bench.refresh(text)
    assert (await bench.refresh(second.refresh_token)).session_id == first.session_id


async def test_without_the_gateways_word_it_neither_allows_nor_ends(bench: Bench) -> None:
    first = await bench.open()
    second = await bench.refresh(first.refresh_token)
    bench.wait(minutes=5)
    bench.gateway.is_down = True
    with pytest.raises(ConfirmationsUnavailable):
        await bench.refresh(first.refresh_token)
    third = await bench.refresh(second.refresh_token)  # the current one needs nobody's word
    bench.gateway.is_down = False
    assert third.session_id == first.session_id


async def test_more_replays_than_an_honest_client_needs_are_slowed_down(bench: Bench) -> None:
    first = await bench.open()
    second = await bench.refresh(first.refresh_token)
    for _ in range(20):
        await bench.refresh(first.refresh_token)
    with pytest.raises(RefreshTooOften):
        await bench.refresh(first.refresh_token)
    await bench.refresh(second.refresh_token)


async def test_a_locked_session_is_told_as_in_progress(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nightmarket_identity.application.refresh_session.LOCK_WAIT_S", 0.1)
    tokens = await bench.open()
    connection = await bench.database.pool.acquire()
    try:
        async with connection.transaction():
            await connection.execute("SELECT 1 FROM sessions FOR UPDATE")
            with pytest.raises(RefreshInProgress):
                await bench.refresh(tokens.refresh_token)
    finally:
        await bench.database.pool.release(connection)
    await bench.refresh(tokens.refresh_token)


async def test_idle_and_absolute_ends(bench: Bench) -> None:
    idle = await bench.open()
    bench.wait(days=30)
    with pytest.raises(SessionRevoked):
        await bench.refresh(idle.refresh_token)
    tokens = await bench.open()
    for _ in range(6):
        bench.wait(days=29)
        tokens = await bench.refresh(tokens.refresh_token)
    session = await bench.row(tokens)
    assert session.idle_expires_at == session.abs_expires_at
    bench.wait(days=6)
    with pytest.raises(SessionRevoked):
        await bench.refresh(tokens.refresh_token)


async def test_an_old_pepper_verifies_until_it_is_taken_out(bench: Bench) -> None:
    tokens = await bench.open()
    new = Peppers.of(b"q" * 32, PEPPER)
    bench.issuer = TokenIssuer(signer=FakeSigner(), peppers=new, issuer="i", audience="a")
    tokens = await bench.refresh(tokens.refresh_token)
    only_new = Peppers.of(b"q" * 32)
    bench.issuer = TokenIssuer(signer=FakeSigner(), peppers=only_new, issuer="i", audience="a")
    with pytest.raises(RefreshInvalid):
        await bench.refresh(tokens.refresh_token)


async def test_an_honest_client_with_lost_answers_stays_in(bench: Bench) -> None:
    """Tabs, answers lost on the way, kills before the save, gaps up to a day: never logged out."""
    for seed in range(25):
        rng = random.Random(seed)
        saved = await bench.open()
        for _ in range(25):
            bench.wait(seconds=rng.choice([0, 1, 29, 31, 600, 86_000]))
            tabs = rng.choice([1, 1, 1, 2, 4])
            answers = await asyncio.gather(
                *(bench.refresh(saved.refresh_token) for _ in range(tabs))
            )
            arrived = [answer for answer in answers if rng.random() > 0.3]
            if arrived:
                saved = arrived[0]  # saved before its access token is used
                if rng.random() < 0.8:
                    bench.gateway.use(saved)
    assert await bench.revocations() == []


async def test_a_thief_is_noticed(bench: Bench) -> None:
    """Both renew every ten minutes or so and use what they get: one of them is caught soon."""
    took: list[int] = []
    for seed in range(40):
        rng = random.Random(seed)
        stolen = await bench.open()
        holders = {"victim": stolen, "thief": stolen}
        for turn in range(1, 30):
            bench.wait(seconds=rng.randint(60, 600))
            who = rng.choice(["victim", "thief"])
            try:
                holders[who] = await bench.refresh(holders[who].refresh_token)
            except (RefreshReused, SessionRevoked):
                took.append(turn)
                break
            bench.gateway.use(holders[who])
    assert len(took) == 40
    assert sorted(took)[20] <= 3
    assert max(took) <= 15
    assert len(await bench.revocations()) == 40
