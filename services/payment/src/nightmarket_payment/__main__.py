"""nightmarket-payment serve | migrate | republish | reconcile DAY | settle-difference ID HOW NOTE"""

from nightmarket_kit.runtime.cli import service_main
from nightmarket_payment.bootstrap import build, by_hand
from nightmarket_payment.entrypoints import operator
from nightmarket_payment.settings import PaymentSettings


def main() -> None:
    settings = PaymentSettings()

    async def serve() -> int:
        return await build(settings).run()

    async def reconcile(day: str) -> int:
        async with by_hand(settings) as core:
            return await operator.reconcile(
                day, compare=core.reconcile, queries=core.queries, provider=core.ecpay.name
            )

    async def settle(difference_id: str, how: str, note: str) -> int:
        async with by_hand(settings) as core:
            return await operator.settle(difference_id, how, note, uow=core.uow, clock=core.clock)

    service_main(
        "payment",
        settings=settings,
        serve=serve,
        dsn=settings.database_url,
        worded={
            "reconcile": (("day",), reconcile),
            "settle-difference": (("difference_id", "how", "note"), settle),
        },
    )


if __name__ == "__main__":
    main()
