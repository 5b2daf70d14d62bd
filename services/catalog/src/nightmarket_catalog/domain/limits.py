"""How much one person may have of a product: for ever, and per show. Held units count as bought ones.

What was released, or returned, may be bought again. Money that came in is not asked: a late payment
takes its units also over the limit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nightmarket_catalog.domain.errors import LimitInvalid, PurchaseLimitReached

MAX_LIMIT = 1_000_000
ALL_SHOWS = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Limits:
    """None is no limit."""

    per_person: int | None = None
    per_show: int | None = None

    def __bool__(self) -> bool:
        return self.per_person is not None or self.per_show is not None

    def checked(self) -> "Limits":
        for name, limit in (("per_person", self.per_person), ("per_show", self.per_show)):
            if limit is not None and not 1 <= limit <= MAX_LIMIT:
                raise LimitInvalid(field=name)
        return self


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """Which units are counted together; `show_id` is ALL_SHOWS for what a person has in all.
    `product_id` is a deal's id for what is bought at its price.
    """

    product_id: str
    person_id: str
    show_id: str


@dataclass(frozen=True, slots=True)
class Wish:
    """So many units of one product, from one show or none, and the variant to name in a refusal.
    `deal_id` is set when it is about a deal, whose units are counted apart, and always.
    """

    product_id: str
    variant_id: str
    show_id: str
    quantity: int
    limits: Limits
    deal_id: str = ""


def counts_of(person_id: str, wishes: Iterable[Wish]) -> set[Count]:
    """Those that have to be known before the wishes can be decided."""
    return {count for wish in wishes if wish.limits for count, _ in _counts(person_id, wish)}


class Purchases:
    """The counts of a few people, changed by one order after the other."""

    def __init__(self, units: Mapping[Count, int]) -> None:
        self._before = units
        self._units = dict(units)

    def require_room(self, person_id: str, wishes: Iterable[Wish]) -> None:
        """PurchaseLimitReached names the first product of which it would be too much."""
        asked: dict[Count, int] = {}
        for wish in wishes:
            if not wish.limits:
                continue
            for count, scope in _counts(person_id, wish):
                limit = wish.limits.per_show if scope == "show" else wish.limits.per_person
                asked[count] = asked.get(count, 0) + wish.quantity
                if limit is not None and self._units[count] + asked[count] > limit:
                    raise PurchaseLimitReached(
                        product_id=wish.product_id,
                        variant_id=wish.variant_id,
                        scope=scope,
                        limit=limit,
                        left=max(limit - self._units[count], 0),
                        asked=asked[count],
                    )

    def add(self, person_id: str, wishes: Iterable[Wish], *, times: int = 1) -> None:
        """`times` -1 gives back what the wishes had taken."""
        for wish in wishes:
            if wish.limits:
                for count, _ in _counts(person_id, wish):
                    self._units[count] += times * wish.quantity

    def changed(self) -> dict[Count, int]:
        return {one: units for one, units in self._units.items() if units != self._before[one]}


def _counts(person_id: str, wish: Wish) -> list[tuple[Count, str]]:
    """What the wish is counted in, each with the scope of its limit."""
    if wish.deal_id:
        return [(Count(wish.deal_id, person_id, ALL_SHOWS), "deal")]
    counts = [(Count(wish.product_id, person_id, ALL_SHOWS), "person")]
    if wish.show_id:
        counts.append((Count(wish.product_id, person_id, wish.show_id), "show"))
    return counts
