"""What the routers need, kept on the application; set once by the composition root.

Dependencies are coroutines, also those that wait for nothing: the others FastAPI gives to a thread, and
every request would pay for the way there and back.
"""

from typing import Annotated

from fastapi import Depends, Request

from nightmarket_gateway.clients import Clients
from nightmarket_gateway.rooms.log import RoomLog
from nightmarket_gateway.settings import GatewaySettings
from nightmarket_kit.runtime.valkey import RawValkey


async def clients_of(request: Request) -> Clients:
    clients: Clients = request.app.state.clients
    return clients


async def settings_of(request: Request) -> GatewaySettings:
    settings: GatewaySettings = request.app.state.settings
    return settings


async def valkey_of(request: Request) -> RawValkey:
    return request.app.state.valkey


async def room_log_of(request: Request) -> RoomLog:
    log: RoomLog = request.app.state.room_log
    return log


Services = Annotated[Clients, Depends(clients_of)]
Settings = Annotated[GatewaySettings, Depends(settings_of)]
Valkey = Annotated[RawValkey, Depends(valkey_of)]
Log = Annotated[RoomLog, Depends(room_log_of)]
