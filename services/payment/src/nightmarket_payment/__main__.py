"""nightmarket-payment serve | migrate | republish"""

from nightmarket_kit.runtime.cli import service_main
from nightmarket_payment.bootstrap import build
from nightmarket_payment.settings import PaymentSettings


def main() -> None:
    settings = PaymentSettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("payment", settings=settings, serve=serve, dsn=settings.database_url)


if __name__ == "__main__":
    main()
