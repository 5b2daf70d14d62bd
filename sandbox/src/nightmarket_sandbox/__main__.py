"""`nightmarket-sandbox serve`: run the twins until told to stop."""

import argparse

import uvicorn

from nightmarket_sandbox.app import build_app
from nightmarket_sandbox.settings import SandboxSettings


def main() -> None:
    parser = argparse.ArgumentParser(prog="nightmarket-sandbox", description=__doc__)
    parser.add_argument("command", choices=["serve"])
    parser.parse_args()
    settings = SandboxSettings()
    host, port = settings.bind
    uvicorn.run(
        build_app(settings),
        host=host,
        port=port,
        loop="asyncio",
        ws="none",
        access_log=False,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
