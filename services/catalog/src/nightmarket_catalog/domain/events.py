"""Facts that catalog tells."""

from dataclasses import dataclass

from nightmarket_catalog.domain.stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged:
    stock: Stock
