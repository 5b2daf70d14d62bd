"""nightmarket-cart serve | migrate | republish"""

from nightmarket_cart.bootstrap import build
from nightmarket_cart.settings import CartSettings
from nightmarket_kit.runtime.cli import service_main


def main() -> None:
    settings = CartSettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("cart", settings=settings, serve=serve, dsn=settings.database_url)


if __name__ == "__main__":
    main()
