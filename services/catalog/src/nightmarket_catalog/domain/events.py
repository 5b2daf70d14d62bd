"""Facts that catalog tells."""

from dataclasses import dataclass
from typing import TypeAlias

from nightmarket_catalog.domain.deal import Deal
from nightmarket_catalog.domain.stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged:
    stock: Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class DealChanged:
    deal: Deal
    left: int


Event: TypeAlias = StockChanged | DealChanged
