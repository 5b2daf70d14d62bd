"""nightmarket-order serve | migrate | republish"""

from nightmarket_kit.runtime.cli import service_main
from nightmarket_order.bootstrap import build
from nightmarket_order.settings import OrderSettings


def main() -> None:
    settings = OrderSettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("order", settings=settings, serve=serve, dsn=settings.database_url)


if __name__ == "__main__":
    main()
