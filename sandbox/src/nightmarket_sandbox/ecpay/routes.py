"""The ECPay twin put together: its routes, its dials and its post office."""

from starlette.routing import Route

from nightmarket_sandbox.dials import EcpayBoard
from nightmarket_sandbox.ecpay.cashier import CASHIER, Cashier
from nightmarket_sandbox.ecpay.credit import CreditDesk
from nightmarket_sandbox.ecpay.desk import Desk
from nightmarket_sandbox.ecpay.files import FileDesk
from nightmarket_sandbox.ecpay.levers import Levers
from nightmarket_sandbox.ecpay.mac import MacKeys
from nightmarket_sandbox.ecpay.post import ClientFactory, PostOffice
from nightmarket_sandbox.ecpay.query import QueryDesk
from nightmarket_sandbox.ecpay.trades import Clock, Trades
from nightmarket_sandbox.settings import SandboxSettings


class EcpayTwin:
    def __init__(
        self,
        settings: SandboxSettings,
        *,
        clock: Clock,
        client: ClientFactory,
        answer_within_s: float,
    ) -> None:
        keys = MacKeys(
            key=settings.ecpay_hash_key.get_secret_value(),
            iv=settings.ecpay_hash_iv.get_secret_value(),
        )
        merchant_id = settings.ecpay_merchant_id
        board = EcpayBoard()
        clock = board.clock(clock)
        trades = Trades(clock=clock)
        self._post = PostOffice(
            keys=keys,
            clock=clock,
            gap_s=settings.ecpay_resend_gap_s,
            client=client,
            answer_within_s=answer_within_s,
        )
        self._cashier = Cashier(
            trades=trades,
            desk=Desk(board=board, post=self._post, keys=keys, clock=clock),
            keys=keys,
            merchant_id=merchant_id,
            public_url=settings.public_url,
        )
        self._query = QueryDesk(
            trades=trades, board=board, keys=keys, merchant_id=merchant_id, clock=clock
        )
        self._credit = CreditDesk(
            trades=trades,
            board=board,
            keys=keys,
            merchant_id=merchant_id,
            check_code=settings.ecpay_check_code.get_secret_value(),
            clock=clock,
        )
        self._files = FileDesk(
            trades=trades, board=board, keys=keys, merchant_id=merchant_id, clock=clock
        )
        self._levers = Levers(
            trades=trades, board=board, query=self._query, post=self._post, keys=keys, clock=clock
        )

    async def close(self) -> None:
        await self._post.close()

    def routes(self) -> list[Route]:
        cashier, levers = self._cashier, self._levers
        own = f"{CASHIER}/{{token}}"
        return [
            Route(f"{CASHIER}/AioCheckOut/V5", cashier.checkout, methods=["POST"]),
            Route(f"{CASHIER}/QueryTradeInfo/V5", self._query.query, methods=["POST"]),
            Route(f"{CASHIER}/QueryPaymentInfo", self._query.code, methods=["POST"]),
            Route("/ecpay/CreditDetail/DoAction", self._credit.act, methods=["POST"]),
            Route("/ecpay/CreditDetail/QueryTrade/V2", self._credit.detail, methods=["POST"]),
            Route("/ecpay/CreditDetail/FundingReconDetail", self._files.funding, methods=["POST"]),
            Route("/ecpay/PaymentMedia/TradeNoAio", self._files.orders, methods=["POST"]),
            Route(own, cashier.show, methods=["GET"]),
            Route(f"{own}/confirm", cashier.confirm, methods=["POST"]),
            Route(f"{own}/pay", cashier.pay, methods=["POST"]),
            Route(f"{own}/fail", cashier.fail, methods=["POST"]),
            Route(f"{own}/cancel", cashier.cancel, methods=["POST"]),
            Route(f"{own}/code", cashier.code, methods=["POST"]),
            Route("/_dials/ecpay", levers.show_dials, methods=["GET"]),
            Route("/_dials/ecpay", levers.set_dials, methods=["PUT"]),
            Route("/_dials/ecpay", levers.reset_dials, methods=["DELETE"]),
            Route("/_ecpay/send-notice", levers.send_notice, methods=["POST"]),
            Route("/_ecpay/trades", levers.list_trades, methods=["GET"]),
        ]
