"""nightmarket-gateway serve | migrate"""

import gc
from typing import Final

from nightmarket_gateway.bootstrap import build
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.runtime.cli import service_main

# Sockets stay for hours and leave nothing to the collector: it need not look at all of them often (ADR 0039).
COLLECT: Final = (700, 10, 50)


def main() -> None:
    settings = GatewaySettings()

    async def serve() -> int:
        gc.set_threshold(*COLLECT)
        return await build(settings).run()

    service_main("gateway", settings=settings, serve=serve)


if __name__ == "__main__":
    main()
