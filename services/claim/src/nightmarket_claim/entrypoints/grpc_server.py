"""Requests to commands and back; shape is checked here, meaning in the domain."""

from typing import Any

import grpc

from nightmarket.claim.v1 import claim_pb2, claim_service_pb2, claim_service_pb2_grpc
from nightmarket_claim.application.access import require_host
from nightmarket_claim.application.by_hand import AddClaim, RemoveClaim, add_claim, remove_claim
from nightmarket_claim.application.holds import Line, TakeHolds, take_holds
from nightmarket_claim.application.listings import (
    CloseListing,
    Keeping,
    OpenListing,
    SetListing,
    close_listing,
    open_listing,
    set_listing,
)
from nightmarket_claim.application.parking import SetShopRules, set_shop_rules
from nightmarket_claim.application.ports import ClaimQueries
from nightmarket_claim.application.vouchers import DropVoucher, drop_voucher
from nightmarket_claim.domain.claim import Claim
from nightmarket_claim.domain.errors import ClaimInvalid, ClaimNotFound, ListingNotFound
from nightmarket_claim.domain.listing import Listing, Rules
from nightmarket_claim.entrypoints.views import Lots, lots_of, read_worth, to_claim, to_listing
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_kit.runtime.grpc_server import Access
from nightmarket_kit.runtime.times import from_timestamp

Context = grpc.aio.ServicerContext[Any, Any]
_CLAIMS = "/nightmarket.claim.v1.ClaimService/"
MOST_LINES = 100
MOST_NAME = 100
ACCESS = {
    _CLAIMS + "SetListing": Access.USER,
    _CLAIMS + "OpenListing": Access.USER,
    _CLAIMS + "CloseListing": Access.USER,
    _CLAIMS + "DropVoucher": Access.USER,
    _CLAIMS + "AddClaim": Access.USER,
    _CLAIMS + "RemoveClaim": Access.USER,
    _CLAIMS + "SetShopRules": Access.USER,
    _CLAIMS + "GetShopRules": Access.USER,
    _CLAIMS + "ListListings": Access.PUBLIC,
    _CLAIMS + "ListClaims": Access.USER,
    _CLAIMS + "ListMyClaims": Access.USER,
    _CLAIMS + "ListReceipts": Access.PUBLIC,
    _CLAIMS + "TakeHolds": Access.SERVICE,
}


class ClaimServicer(claim_service_pb2_grpc.ClaimServiceServicer):
    def __init__(self, *, by: Keeping, queries: ClaimQueries) -> None:
        self._by = by
        self._queries = queries

    async def SetListing(
        self, request: claim_service_pb2.SetListingRequest, context: Context
    ) -> claim_service_pb2.SetListingResponse:
        command = SetListing(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            product_id=check_id(request.product_id, "product_id"),
            rules=Rules(
                keyword=request.keyword.strip(),
                limit_per_person=request.limit_per_person,
                hold_s=request.hold_s,
                most_waiting=request.most_waiting,
            ),
        )
        await set_listing(command, by=self._by)
        return claim_service_pb2.SetListingResponse(
            listing=await self._listing(command.show_id, command.product_id)
        )

    async def OpenListing(
        self, request: claim_service_pb2.OpenListingRequest, context: Context
    ) -> claim_service_pb2.OpenListingResponse:
        if len(request.lots) > MOST_LINES:
            raise ClaimInvalid
        command = OpenListing(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            product_id=check_id(request.product_id, "product_id"),
            units=tuple(
                (check_id(one.variant_id, "variant_id"), one.units) for one in request.lots
            ),
        )
        await open_listing(command, by=self._by)
        return claim_service_pb2.OpenListingResponse(
            listing=await self._listing(command.show_id, command.product_id)
        )

    async def CloseListing(
        self, request: claim_service_pb2.CloseListingRequest, context: Context
    ) -> claim_service_pb2.CloseListingResponse:
        command = CloseListing(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            product_id=check_id(request.product_id, "product_id"),
        )
        await close_listing(command, by=self._by)
        return claim_service_pb2.CloseListingResponse(
            listing=await self._listing(command.show_id, command.product_id)
        )

    async def DropVoucher(
        self, request: claim_service_pb2.DropVoucherRequest, context: Context
    ) -> claim_service_pb2.DropVoucherResponse:
        command = DropVoucher(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            keyword=request.keyword.strip(),
            worth=read_worth(request),
            units=request.units,
            window_s=request.window_s,
            valid_s=request.valid_s,
        )
        voucher_id = await drop_voucher(command, by=self._by)
        return claim_service_pb2.DropVoucherResponse(
            listing=await self._listing(command.show_id, voucher_id)
        )

    async def AddClaim(
        self, request: claim_service_pb2.AddClaimRequest, context: Context
    ) -> claim_service_pb2.AddClaimResponse:
        if len(request.user_name) > MOST_NAME:
            raise ClaimInvalid
        command = AddClaim(
            request_id=request.request_id,
            actor=require_principal(),
            show_id=check_id(request.show_id, "show_id"),
            product_id=check_id(request.product_id, "product_id"),
            variant_id=check_id(request.variant_id, "variant_id"),
            user_id=check_id(request.user_id, "user_id"),
            user_name=request.user_name,
            quantity=request.quantity,
        )
        claim_id = await add_claim(command, by=self._by)
        return claim_service_pb2.AddClaimResponse(claim=await self._claim(claim_id))

    async def RemoveClaim(
        self, request: claim_service_pb2.RemoveClaimRequest, context: Context
    ) -> claim_service_pb2.RemoveClaimResponse:
        command = RemoveClaim(
            request_id=request.request_id,
            actor=require_principal(),
            claim_id=check_id(request.claim_id, "claim_id"),
        )
        await remove_claim(command, by=self._by)
        return claim_service_pb2.RemoveClaimResponse(claim=await self._claim(command.claim_id))

    async def SetShopRules(
        self, request: claim_service_pb2.SetShopRulesRequest, context: Context
    ) -> claim_service_pb2.SetShopRulesResponse:
        command = SetShopRules(
            request_id=request.request_id,
            actor=require_principal(),
            shop_id=check_id(request.shop_id, "shop_id"),
            park_s=request.park_s,
        )
        await set_shop_rules(command, uow=self._by.uow)
        return claim_service_pb2.SetShopRulesResponse(
            park_s=await self._queries.park_s(command.shop_id)
        )

    async def GetShopRules(
        self, request: claim_service_pb2.GetShopRulesRequest, context: Context
    ) -> claim_service_pb2.GetShopRulesResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_host(require_principal(), shop_id)
        return claim_service_pb2.GetShopRulesResponse(park_s=await self._queries.park_s(shop_id))

    async def ListListings(
        self, request: claim_service_pb2.ListListingsRequest, context: Context
    ) -> claim_service_pb2.ListListingsResponse:
        found = await self._queries.listings(check_id(request.show_id, "show_id"))
        return claim_service_pb2.ListListingsResponse(listings=[to_listing(one) for one in found])

    async def ListClaims(
        self, request: claim_service_pb2.ListClaimsRequest, context: Context
    ) -> claim_service_pb2.ListClaimsResponse:
        show_id = check_id(request.show_id, "show_id")
        product_id = check_id(request.product_id, "product_id") if request.product_id else ""
        listings = await self._queries.listings(show_id)
        if not listings:
            raise ListingNotFound
        require_host(require_principal(), listings[0].shop_id)
        token_of = ["table", show_id, product_id]
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.claims(show_id, product_id, page)
        shown, lots = found[: page.size], lots_of(listings)
        last = shown[-1][0] if len(found) > page.size else None
        return claim_service_pb2.ListClaimsResponse(
            claims=[to_claim(claim, ahead, lots) for claim, ahead in shown],
            next_page_token=write_token(
                last.product_id, last.variant_id, str(last.place), filter_=token_of
            )
            if last
            else "",
        )

    async def ListMyClaims(
        self, request: claim_service_pb2.ListMyClaimsRequest, context: Context
    ) -> claim_service_pb2.ListMyClaimsResponse:
        user_id = require_principal().user_id
        show_id = check_id(request.show_id, "show_id") if request.show_id else ""
        token_of = ["mine", user_id, show_id]
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.claims_of(user_id, show_id, page)
        shown, more = found[: page.size], len(found) > page.size
        lots = await self._lots([claim for claim, _ in shown])
        return claim_service_pb2.ListMyClaimsResponse(
            claims=[to_claim(claim, ahead, lots) for claim, ahead in shown],
            next_page_token=write_token(shown[-1][0].id, filter_=token_of) if more else "",
        )

    async def ListReceipts(
        self, request: claim_service_pb2.ListReceiptsRequest, context: Context
    ) -> claim_service_pb2.ListReceiptsResponse:
        show_id = check_id(request.show_id, "show_id")
        product_id = check_id(request.product_id, "product_id")
        listing = await self._found(show_id, product_id)
        token_of = ["receipts", show_id, product_id]
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.receipts(show_id, product_id, page)
        shown, more = found[: page.size], len(found) > page.size
        return claim_service_pb2.ListReceiptsResponse(
            receipts=[receipt for _, _, receipt in shown],
            next_page_token=write_token(shown[-1][0], str(shown[-1][1]), filter_=token_of)
            if more
            else "",
            public_key=self._by.signer.public_key,
            root=listing.root,
        )

    async def TakeHolds(
        self, request: claim_service_pb2.TakeHoldsRequest, context: Context
    ) -> claim_service_pb2.TakeHoldsResponse:
        if len(request.lines) > MOST_LINES:
            raise ClaimInvalid
        command = TakeHolds(
            order_id=check_id(request.order_id, "order_id"),
            user_id=check_id(request.user_id, "user_id"),
            lines=tuple(
                Line(
                    variant_id=check_id(one.variant_id, "variant_id"),
                    quantity=one.quantity,
                    show_id=check_id(one.show_id, "show_id"),
                )
                for one in request.lines
            ),
            until=from_timestamp(request.until_time),
        )
        holds = await take_holds(command, by=self._by)
        return claim_service_pb2.TakeHoldsResponse(
            holds=[
                claim_service_pb2.TakenHold(
                    variant_id=one.variant_id, share_id=one.share_id, quantity=one.quantity
                )
                for one in holds
            ]
        )

    async def _found(self, show_id: str, product_id: str) -> Listing:
        for one in await self._queries.listings(show_id):
            if one.product_id == product_id:
                return one
        raise ListingNotFound

    async def _listing(self, show_id: str, product_id: str) -> claim_pb2.Listing:
        return to_listing(await self._found(show_id, product_id))

    async def _claim(self, claim_id: str) -> claim_pb2.Claim:
        found = await self._queries.claim(claim_id)
        if found is None:
            raise ClaimNotFound
        return to_claim(*found, await self._lots([found[0]]))

    async def _lots(self, claims: list[Claim]) -> Lots:
        lots: Lots = {}
        for show_id in sorted({one.show_id for one in claims}):
            lots |= lots_of(await self._queries.listings(show_id))
        return lots
