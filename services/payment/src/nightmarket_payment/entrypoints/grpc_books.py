"""What a shop reads of its money, and what it says of differences: requests to commands and back."""

from typing import Any

import grpc

from nightmarket.payment.v1 import payment_pb2, payment_service_pb2
from nightmarket_kit.core.clock import Clock
from nightmarket_kit.core.ids import check_id
from nightmarket_kit.core.pages import read_page, write_token
from nightmarket_kit.runtime.calls import require_principal
from nightmarket_payment.application.access import require_manager
from nightmarket_payment.application.ports import UowFactory
from nightmarket_payment.application.queries import PaymentQueries
from nightmarket_payment.application.settle_difference import SettleDifference, settle_difference
from nightmarket_payment.domain.errors import DifferenceNotFound
from nightmarket_payment.entrypoints.views import (
    STATES,
    to_compared_days,
    to_day_sum,
    to_difference,
    to_shop_payment,
)

Context = grpc.aio.ServicerContext[Any, Any]
STATE_OF = {number: state for state, number in STATES.items()}


class BookCalls:
    """A part of the servicer; what it needs is set there."""

    _uow: UowFactory
    _queries: PaymentQueries
    _clock: Clock

    async def ListPayments(
        self, request: payment_service_pb2.ListPaymentsRequest, context: Context
    ) -> payment_service_pb2.ListPaymentsResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_manager(require_principal(), shop_id)
        states = [
            STATE_OF[one]
            for one in sorted(set(request.states))
            if one != payment_pb2.PAYMENT_STATE_UNSPECIFIED and one in STATE_OF
        ]
        token_of = {"shop": shop_id, "states": [state.value for state in states]}
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.payments_of_shop(shop_id, states, page=page)
        shown = found[: page.size]
        sums = await self._queries.day_sums(shop_id, sorted({one.day for one in shown}))
        return payment_service_pb2.ListPaymentsResponse(
            payments=[to_shop_payment(one) for one in shown],
            days=[to_day_sum(one) for one in sums],
            next_page_token=write_token(shown[-1].payment.id, filter_=token_of)
            if len(found) > page.size
            else "",
        )

    async def ListDifferences(
        self, request: payment_service_pb2.ListDifferencesRequest, context: Context
    ) -> payment_service_pb2.ListDifferencesResponse:
        shop_id = check_id(request.shop_id, "shop_id")
        require_manager(require_principal(), shop_id)
        token_of = {"shop": shop_id, "closed": request.closed}
        page = read_page(size=request.page_size, token=request.page_token, filter_=token_of)
        found = await self._queries.differences_of_shop(shop_id, closed=request.closed, page=page)
        shown = found[: page.size]
        return payment_service_pb2.ListDifferencesResponse(
            differences=[to_difference(one) for one in shown],
            days=to_compared_days(await self._queries.last_days()),
            next_page_token=write_token(shown[-1].difference.id, filter_=token_of)
            if len(found) > page.size
            else "",
        )

    async def SettleDifference(
        self, request: payment_service_pb2.SettleDifferenceRequest, context: Context
    ) -> payment_service_pb2.SettleDifferenceResponse:
        command = SettleDifference(
            request_id=request.request_id,
            actor=require_principal(),
            difference_id=check_id(request.difference_id, "difference_id"),
            settlement=request.settlement,
            note=request.note,
        )
        difference_id = await settle_difference(command, uow=self._uow, clock=self._clock)
        found = await self._queries.difference(difference_id)
        if found is None:
            raise DifferenceNotFound(difference_id=difference_id)
        return payment_service_pb2.SettleDifferenceResponse(difference=to_difference(found))
