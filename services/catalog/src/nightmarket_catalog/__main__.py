"""nightmarket-catalog serve | migrate | republish"""

from nightmarket_catalog.bootstrap import build
from nightmarket_catalog.settings import CatalogSettings
from nightmarket_kit.runtime.cli import service_main


def main() -> None:
    settings = CatalogSettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("catalog", settings=settings, serve=serve, dsn=settings.database_url)


if __name__ == "__main__":
    main()
