"""The floor: picows with one ready-made frame for everybody, and nothing that a room needs besides."""

import asyncio
import struct

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

BACKLOG = 4096  # thousands come at once; with asyncio's 100 they would knock again seconds later
present: set[WSTransport] = set()


class Listener(WSListener):
    def on_ws_connected(self, transport: WSTransport) -> None:
        present.add(transport)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        present.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:  # noqa: ARG002
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        short = len(payload) < 126
        head = (
            bytes((0x81, len(payload))) if short else b"\x81\x7e" + struct.pack(">H", len(payload))
        )
        ready = head + payload
        for one in present:
            one.underlying_transport.write(ready)


def listener(request: WSUpgradeRequest) -> Listener:  # noqa: ARG001
    return Listener()


async def main() -> None:
    server = await ws_create_server(listener, "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
