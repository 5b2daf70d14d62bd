"""nightmarket-stream serve | migrate | republish"""

from nightmarket_kit.runtime.cli import service_main
from nightmarket_stream.bootstrap import build
from nightmarket_stream.settings import StreamSettings


def main() -> None:
    settings = StreamSettings()

    async def serve() -> int:
        return await build(settings).run()

    service_main("stream", settings=settings, serve=serve, dsn=settings.database_url)


if __name__ == "__main__":
    main()
