"""A show whose room's log the test writes as the gateways do, on real Postgres and Valkey, with a catalog
and a stream that answer from memory.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nightmarket.claim.v1 import claim_pb2, events_pb2
from nightmarket_claim.adapters.postgres import PostgresClaimUow
from nightmarket_claim.adapters.postgres_queries import PostgresClaimQueries
from nightmarket_claim.adapters.signing import Ed25519Signer
from nightmarket_claim.adapters.valkey_logs import ValkeyRoomLogs
from nightmarket_claim.application.listings import (
    CloseListing,
    Keeping,
    OpenListing,
    SetListing,
    close_listing,
    open_listing,
    set_listing,
)
from nightmarket_claim.application.ports import Product, ShareMove
from nightmarket_claim.application.vouchers import DropVoucher, drop_voucher
from nightmarket_claim.domain.errors import ListingNotFound, OutOfStock, ShowNotLive
from nightmarket_claim.domain.listing import Rules
from nightmarket_claim.domain.voucher import Worth
from nightmarket_claim.entrypoints.reader import ClaimReader
from nightmarket_kit.core.clock import FixedClock
from nightmarket_kit.core.ids import new_id
from nightmarket_kit.core.money import Money
from nightmarket_kit.core.principal import Principal
from nightmarket_kit.runtime.postgres import Database
from nightmarket_kit.runtime.valkey import RawValkey, connect_valkey

SHOP = new_id()
HOST = Principal(user_id=new_id(), session_id="s", roles={SHOP: "host"})
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


FIFTY_OFF = Worth(
    amount_off=Money(currency_code="TWD", amount_minor=5000),
    percent_off=0,
    most_off=None,
    minimum=Money(currency_code="TWD", amount_minor=0),
)
Told = events_pb2.ListingChanged | events_pb2.ClaimsAnswered | events_pb2.VouchersTaken


@dataclass
class FakeCatalog:
    products: dict[str, Product] = field(default_factory=dict)
    on_hand: dict[str, int] = field(default_factory=dict)
    done: dict[str, ShareMove] = field(default_factory=dict)
    fails: list[Exception] = field(default_factory=list)

    async def product(self, product_id: str) -> Product | None:
        return self.products.get(product_id)

    async def move_share(self, move: ShareMove, *, share_id: str) -> None:
        if self.fails:
            raise self.fails.pop()
        if move.id in self.done:
            return
        if any(delta > self.on_hand[variant_id] for variant_id, delta in move.moves):
            raise OutOfStock(variant_id=move.moves[0][0])
        for variant_id, delta in move.moves:
            self.on_hand[variant_id] -= delta
        self.done[move.id] = move


@dataclass
class FakeShows:
    shelf: set[str] = field(default_factory=set)

    is_live: bool = True

    async def live_shop_of(self, show_id: str) -> str:
        if not self.is_live:
            raise ShowNotLive
        return SHOP

    async def shop_of(self, show_id: str, product_id: str) -> str:
        if product_id not in self.shelf:
            raise ListingNotFound
        return SHOP


@dataclass
class Person:
    name: str
    id: str = field(default_factory=new_id)


class World:
    def __init__(self, database: Database, valkey: RawValkey) -> None:
        self.database = database
        self.valkey = valkey
        self.clock = FixedClock(START)
        self.catalog = FakeCatalog()
        self.shows = FakeShows()
        self.show_id = new_id()
        self.by = Keeping(
            uow=lambda: PostgresClaimUow(database),
            catalog=self.catalog,
            shows=self.shows,
            signer=Ed25519Signer("a secret for tests"),
            clock=self.clock,
        )
        self.queries = PostgresClaimQueries(database)
        self.reader = self.new_reader()
        self.log_clock: FixedClock | None = None
        self._told = 0

    def new_reader(self) -> ClaimReader:
        return ClaimReader(
            logs=ValkeyRoomLogs(self.valkey, self.valkey),
            queries=self.queries,
            uow=self.by.uow,
            signer=self.by.signer,
            clock=self.clock,
        )

    @property
    def log(self) -> str:
        return f"room:{self.show_id}:log"

    def product(self, *titles: str, on_hand: int = 1000) -> Product:
        variants = tuple((new_id(), title) for title in titles or ("",))
        product = Product(id=new_id(), shop_id=SHOP, title="杯子", variants=variants)
        self.catalog.products[product.id] = product
        self.catalog.on_hand |= {variant_id: on_hand for variant_id, _ in variants}
        self.shows.shelf.add(product.id)
        return product

    async def listed(
        self,
        product: Product,
        keyword: str,
        *,
        limit: int = 0,
        hold_s: int = 600,
        most_waiting: int = 1000,
    ) -> None:
        await set_listing(
            SetListing(
                request_id=new_id(),
                actor=HOST,
                show_id=self.show_id,
                product_id=product.id,
                rules=Rules(
                    keyword=keyword,
                    limit_per_person=limit,
                    hold_s=hold_s,
                    most_waiting=most_waiting,
                ),
            ),
            by=self.by,
        )

    async def open(self, product: Product, units: int, *, request_id: str = "") -> None:
        command = OpenListing(
            request_id=request_id or new_id(),
            actor=HOST,
            show_id=self.show_id,
            product_id=product.id,
            units=tuple((variant_id, units) for variant_id, _ in product.variants),
        )
        await open_listing(command, by=self.by)
        await self.relay()

    async def drop(
        self,
        *,
        units: int = 2,
        window_s: int = 60,
        keyword: str = "紅包",
        worth: Worth = FIFTY_OFF,
        actor: Principal = HOST,
        request_id: str = "",
    ) -> str:
        command = DropVoucher(
            request_id=request_id or new_id(),
            actor=actor,
            show_id=self.show_id,
            keyword=keyword,
            worth=worth,
            units=units,
            window_s=window_s,
            valid_s=86_400,
        )
        voucher_id = await drop_voucher(command, by=self.by)
        await self.relay()
        return voucher_id

    async def stop(self, voucher_id: str) -> None:
        command = CloseListing(
            request_id=new_id(), actor=HOST, show_id=self.show_id, product_id=voucher_id
        )
        await close_listing(command, by=self.by)
        await self.relay()

    async def close(self, product: Product) -> None:
        await close_listing(
            CloseListing(
                request_id=new_id(), actor=HOST, show_id=self.show_id, product_id=product.id
            ),
            by=self.by,
        )
        await self.relay()

    async def put(self, body: dict[str, object]) -> str:
        id_ = "*"
        if self.log_clock is not None:
            id_ = f"{int(self.log_clock.now().timestamp() * 1000)}-*"
        entry = await self.valkey.xadd(self.log, {"e": json.dumps(body)}, id=id_)
        return str(entry.decode())

    async def say(self, person: Person, text: str) -> str:
        user = {"id": person.id, "name": person.name}
        return await self.put(
            {"kind": "chat", "ts": 0, "user": user, "text": text, "client_id": "c"}
        )

    async def pin(self, product: Product) -> None:
        await self.put({"kind": "pin", "ts": 0, "product_id": product.id, "product": None})

    async def relay(self) -> None:
        """What the gateway's projector does with a listing's news."""
        for event in await self.events():
            if isinstance(event, events_pb2.ListingChanged):
                name = claim_pb2.ListingState.Name(event.listing.state)
                state = name.removeprefix("LISTING_STATE_").lower()
                names = {False: ("listing", "product_id"), True: ("voucher", "voucher_id")}
                kind, name = names[event.listing.HasField("voucher")]
                await self.put({"kind": kind, name: event.listing.product_id, "state": state})

    async def events(self) -> Sequence[Told]:
        """What was told since the last time."""
        rows = await self.database.pool.fetch(
            "SELECT id, topic, payload FROM outbox WHERE id > $1 ORDER BY id", self._told
        )
        self._told = rows[-1]["id"] if rows else self._told
        kinds = {
            "listing.changed": events_pb2.ListingChanged,
            "claims.answered": events_pb2.ClaimsAnswered,
            "voucher.taken": events_pb2.VouchersTaken,
        }
        return [kinds[row["topic"]].FromString(row["payload"]) for row in rows]

    async def read(self) -> list[str]:
        """Read everything; the answers, as "outcome place/line units"."""
        while await self.reader.step():
            pass
        return await self.answers()

    async def answers(self) -> list[str]:
        found = []
        for event in await self.events():
            if isinstance(event, events_pb2.ClaimsAnswered):
                found += [_written(one) for one in event.answers]
        return found

    async def table(self) -> list[tuple[str, int, str, int]]:
        rows = await self.database.pool.fetch(
            "SELECT user_name, place, state, units FROM claims ORDER BY variant_id, place"
        )
        return [(row["user_name"], row["place"], row["state"], row["units"]) for row in rows]

    async def conserved(self) -> None:
        """What was set aside is free, held, in an order, or paid; none twice."""
        broken = await self.database.pool.fetch(
            """
            SELECT l.variant_id FROM lots l LEFT JOIN claims c
                ON c.show_id = l.show_id AND c.variant_id = l.variant_id
                AND c.state IN ('held', 'ordered', 'paid', 'taken')
            GROUP BY l.show_id, l.variant_id, l.units, l.free
            HAVING l.units <> l.free + coalesce(sum(c.units), 0)
            """
        )
        assert not broken


def _written(answer: claim_pb2.Answer) -> str:
    outcome = claim_pb2.Outcome.Name(answer.outcome).removeprefix("OUTCOME_").lower()
    if answer.outcome == claim_pb2.OUTCOME_ASKED:
        return f"asked {claim_pb2.Doubt.Name(answer.doubt).removeprefix('DOUBT_').lower()}"
    return f"{outcome} {answer.place}/{answer.line} {answer.units}"


@asynccontextmanager
async def running(dsn: str, valkey_url: str) -> AsyncIterator[World]:
    database, valkey = Database(dsn), connect_valkey(valkey_url, decode=False)
    await database.start()
    try:
        yield World(database, valkey)
    finally:
        await valkey.aclose()
        await database.stop(5.0)
