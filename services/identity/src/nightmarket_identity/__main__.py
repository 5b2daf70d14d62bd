"""nightmarket-identity serve | migrate | republish | rotate-keys"""

from nightmarket_identity.bootstrap import build, rotate_keys
from nightmarket_identity.domain.keys import RotationTooSoon
from nightmarket_identity.settings import IdentitySettings
from nightmarket_kit.runtime.cli import service_main
from nightmarket_kit.runtime.logging import get_logger

log = get_logger(__name__)


def main() -> None:
    settings = IdentitySettings()

    async def serve() -> int:
        return await build(settings).run()

    async def rotate() -> int:
        try:
            await rotate_keys(settings)
        except RotationTooSoon:
            log.warning("not rotated: the key before this one is still needed, or none was made")
            return 1
        log.info("signing keys rotated")
        return 0

    service_main(
        "identity",
        settings=settings,
        serve=serve,
        dsn=settings.database_url,
        commands={"rotate-keys": rotate},
    )


if __name__ == "__main__":
    main()
