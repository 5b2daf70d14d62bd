"""A cart as JSON, in Valkey and in Postgres alike. Prices are text: JSON numbers of other readers are
not exact.
"""

import json
from typing import Any

from nightmarket_cart.domain.cart import Cart, Cause, Line
from nightmarket_kit.core.money import Money


def to_document(cart: Cart) -> str:
    lines = [
        {
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "currency_code": line.seen_price.currency_code,
            "seen_minor": str(line.seen_price.amount_minor),
            "show_id": line.show_id,
            "deal_id": line.deal_id,
        }
        for line in cart.lines
    ]
    causes = [[one.kind, one.id, one.digest] for one in cart.causes]
    return json.dumps(
        {
            "version": cart.version,
            "ordered_version": cart.ordered_version,
            "lines": lines,
            "causes": causes,
        }
    )


def to_cart(document: bytes | str) -> Cart:
    stored: dict[str, Any] = json.loads(document)
    return Cart(
        version=stored["version"],
        ordered_version=stored.get("ordered_version", 0),
        lines=tuple(
            Line(
                variant_id=line["variant_id"],
                quantity=line["quantity"],
                seen_price=Money(
                    currency_code=line["currency_code"], amount_minor=int(line["seen_minor"])
                ),
                show_id=line["show_id"],
                deal_id=line.get("deal_id", ""),
            )
            for line in stored["lines"]
        ),
        causes=tuple(
            Cause(kind=kind, id=one, digest=digest)
            for kind, one, digest in stored.get("causes", [])
        ),
    )
