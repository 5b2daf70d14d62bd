"""nightmarket-gateway serve | migrate"""

from nightmarket_gateway.bootstrap import build
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.runtime.cli import service_main


def main() -> None:
    settings = GatewaySettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("gateway", settings=settings, serve=serve)


if __name__ == "__main__":
    main()
