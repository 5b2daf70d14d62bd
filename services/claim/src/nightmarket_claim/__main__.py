"""nightmarket-claim serve | migrate | republish"""

from nightmarket_claim.bootstrap import build
from nightmarket_claim.settings import ClaimSettings
from nightmarket_kit.runtime.cli import service_main


def main() -> None:
    settings = ClaimSettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("claim", settings=settings, serve=serve, dsn=settings.database_url)


if __name__ == "__main__":
    main()
