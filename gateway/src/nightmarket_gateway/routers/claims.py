"""Claims: hosts set keywords, open and close; buyers see theirs; everyone may check the order."""

from typing import Annotated

from fastapi import APIRouter, Query

from nightmarket.claim.v1 import claim_service_pb2 as pb
from nightmarket_gateway.auth import Anyone, Person
from nightmarket_gateway.idempotency import RequestId
from nightmarket_gateway.schemas.claims import (
    Claim,
    ClaimListing,
    ClaimListings,
    ClaimRules,
    Claims,
    NewClaim,
    OpenClaims,
    Receipts,
    ShopClaimRules,
)
from nightmarket_gateway.schemas.common import Id, PageSize, PageToken
from nightmarket_gateway.state import Services

router = APIRouter(prefix="/v1", tags=["claims"])
LISTING = "/shows/{show_id}/claim-listings/{product_id}"


@router.get("/shows/{show_id}/claim-listings")
async def list_claim_listings(show_id: Id, _anyone: Anyone, services: Services) -> ClaimListings:
    found = await services.claims.ListListings(pb.ListListingsRequest(show_id=show_id))
    goods = [one for one in found.listings if not one.HasField("voucher")]
    return ClaimListings(listings=[ClaimListing.read(one) for one in goods])


@router.put(LISTING)
async def set_claim_listing(
    show_id: Id,
    product_id: Id,
    body: ClaimRules,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> ClaimListing:
    """Give a listing of the show its keyword and rules."""
    changed = await services.claims.SetListing(
        pb.SetListingRequest(
            request_id=request_id,
            show_id=show_id,
            product_id=product_id,
            keyword=body.keyword,
            limit_per_person=body.limit_per_person,
            hold_s=body.hold_s,
            most_waiting=body.most_waiting,
        )
    )
    return ClaimListing.read(changed.listing)


@router.post(LISTING + "/open")
async def open_claim_listing(
    show_id: Id,
    product_id: Id,
    body: OpenClaims,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> ClaimListing:
    """Set units aside and take comments, from the entry in the room that says so."""
    changed = await services.claims.OpenListing(
        pb.OpenListingRequest(
            request_id=request_id,
            show_id=show_id,
            product_id=product_id,
            lots=[one.write() for one in body.lots],
        )
    )
    return ClaimListing.read(changed.listing)


@router.post(LISTING + "/close")
async def close_claim_listing(
    show_id: Id, product_id: Id, _person: Person, request_id: RequestId, services: Services
) -> ClaimListing:
    changed = await services.claims.CloseListing(
        pb.CloseListingRequest(request_id=request_id, show_id=show_id, product_id=product_id)
    )
    return ClaimListing.read(changed.listing)


@router.post(LISTING + "/claims", status_code=201)
async def add_claim(
    show_id: Id,
    product_id: Id,
    body: NewClaim,
    _person: Person,
    request_id: RequestId,
    services: Services,
) -> Claim:
    """Add a line by hand, behind those that are there; also after closing."""
    made = await services.claims.AddClaim(
        pb.AddClaimRequest(
            request_id=request_id,
            show_id=show_id,
            product_id=product_id,
            variant_id=body.variant_id,
            user_id=body.user_id,
            user_name=body.user_name,
            quantity=body.quantity,
        )
    )
    return Claim.read(made.claim)


@router.post("/claims/{claim_id}/remove")
async def remove_claim(
    claim_id: Id, _person: Person, request_id: RequestId, services: Services
) -> Claim:
    """Give an unpaid claim's units to the next in line."""
    changed = await services.claims.RemoveClaim(
        pb.RemoveClaimRequest(request_id=request_id, claim_id=claim_id)
    )
    return Claim.read(changed.claim)


@router.get("/shops/{shop_id}/claim-rules")
async def get_claim_rules(shop_id: Id, _person: Person, services: Services) -> ShopClaimRules:
    """Read whether buyers park what they claim. For owner, manager and host."""
    found = await services.claims.GetShopRules(pb.GetShopRulesRequest(shop_id=shop_id))
    return ShopClaimRules(park_s=found.park_s)


@router.put("/shops/{shop_id}/claim-rules")
async def set_claim_rules(
    shop_id: Id, body: ShopClaimRules, _person: Person, request_id: RequestId, services: Services
) -> ShopClaimRules:
    """Let buyers park: what each of them claims from now on has one deadline and becomes one order."""
    changed = await services.claims.SetShopRules(
        pb.SetShopRulesRequest(request_id=request_id, shop_id=shop_id, park_s=body.park_s)
    )
    return ShopClaimRules(park_s=changed.park_s)


@router.get("/shows/{show_id}/claims")
async def list_claims(
    show_id: Id,
    _person: Person,
    services: Services,
    product_id: Annotated[str, Query(max_length=36)] = "",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Claims:
    """Read the table of claims. For owner, manager and host."""
    page = await services.claims.ListClaims(
        pb.ListClaimsRequest(
            show_id=show_id, product_id=product_id, page_size=page_size, page_token=page_token
        )
    )
    return Claims(
        claims=[Claim.read(one) for one in page.claims], next_page_token=page.next_page_token
    )


@router.get("/me/claims")
async def list_my_claims(
    _person: Person,
    services: Services,
    show_id: Annotated[str, Query(max_length=36)] = "",
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Claims:
    """Read the caller's claims, newest first."""
    page = await services.claims.ListMyClaims(
        pb.ListMyClaimsRequest(show_id=show_id, page_size=page_size, page_token=page_token)
    )
    return Claims(
        claims=[Claim.read(one) for one in page.claims], next_page_token=page.next_page_token
    )


@router.get(LISTING + "/receipts")
async def list_claim_receipts(
    show_id: Id,
    product_id: Id,
    _anyone: Anyone,
    services: Services,
    page_size: PageSize = 0,
    page_token: PageToken = "",
) -> Receipts:
    """Read the receipts of a listing in their order, without names: everyone may check it."""
    page = await services.claims.ListReceipts(
        pb.ListReceiptsRequest(
            show_id=show_id, product_id=product_id, page_size=page_size, page_token=page_token
        )
    )
    return Receipts(
        receipts=list(page.receipts),
        next_page_token=page.next_page_token,
        public_key=page.public_key,
        root=page.root,
    )
