"""Where a person lets things be sent; everybody has their own."""

from fastapi import APIRouter

from nightmarket.order.v1 import address_service_pb2 as pb
from nightmarket_gateway.auth import Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.addresses import Address, Addresses, NewAddress
from nightmarket_gateway.schemas.common import Id
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["addresses"])


@router.get("/me/addresses")
async def my_addresses(_person: Person, services: Services) -> Addresses:
    """List the caller's addresses, the default first."""
    listed = await services.addresses.ListAddresses(pb.ListAddressesRequest())
    return Addresses(addresses=[Address.read(one) for one in listed.addresses])


@router.post("/me/addresses", status_code=201)
async def add_address(
    body: NewAddress, _person: Person, request_id: RequestId, services: Services
) -> Address:
    """Keep an address, 20 at most. The first is the default."""
    saved = await services.addresses.SaveAddress(
        pb.SaveAddressRequest(request_id=request_id, address=body.write())
    )
    return Address.read(saved.address)


@router.put("/me/addresses/{address_id}")
async def change_address(
    address_id: Id, body: NewAddress, _person: Person, request_id: RequestId, services: Services
) -> Address:
    """Replace an address. A default one stays it until another one is."""
    saved = await services.addresses.SaveAddress(
        pb.SaveAddressRequest(request_id=request_id, address=body.write(address_id))
    )
    return Address.read(saved.address)


@router.delete("/me/addresses/{address_id}", status_code=204)
async def delete_address(
    address_id: Id, _person: Person, request_id: RequestId, services: Services
) -> None:
    await services.addresses.DeleteAddress(
        pb.DeleteAddressRequest(request_id=request_id, address_id=address_id)
    )
