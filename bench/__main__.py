"""python -m bench: run every benchmark and print its table."""

import asyncio

from bench import glass_to_glass
from bench.checkout import engine, relay

if __name__ == "__main__":
    asyncio.run(relay.main())
    asyncio.run(engine.main())
    asyncio.run(glass_to_glass.main())
