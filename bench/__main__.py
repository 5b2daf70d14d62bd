"""python -m bench: run every benchmark and print its table."""

import asyncio

from bench import glass_to_glass, outbox_relay, reserve

if __name__ == "__main__":
    asyncio.run(outbox_relay.main())
    asyncio.run(reserve.main())
    asyncio.run(glass_to_glass.main())
