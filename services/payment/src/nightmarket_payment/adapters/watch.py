"""What people are told: a log line and a counter. Alerts hang on the error lines."""

from collections.abc import Sequence
from datetime import date

from opentelemetry import metrics

from nightmarket_kit.runtime.logging import get_logger
from nightmarket_payment.domain.notice import Kind, Notice, Verdict
from nightmarket_payment.domain.payment import Attempt
from nightmarket_payment.domain.provider_file import NoFile
from nightmarket_payment.domain.reconciliation import Difference
from nightmarket_payment.domain.refund import Refund

log = get_logger(__name__)


class LoggedWatch:
    def __init__(self) -> None:
        meter = metrics.get_meter("nightmarket")
        self._notices = meter.create_counter(
            "payment.notices", description="provider notices by verdict"
        )
        self._differences = meter.create_counter(
            "payment.differences", description="differences from a provider's file by kind"
        )

    def refused(self, *, provider: str, kind: Kind, reason: str, size: int) -> None:
        self._notices.add(1, {"provider": provider, "kind": kind.value, "verdict": "quarantined"})
        log.error(
            "notice quarantined", provider=provider, kind=kind.value, reason=reason, size=size
        )

    def unowned(self, *, notice_id: str, notice: Notice) -> None:
        log.warning(
            "notice of an unknown attempt kept", notice_id=notice_id, reference=notice.reference
        )

    def judged(self, *, notice_id: str, notice: Notice, verdict: Verdict) -> None:
        self._notices.add(
            1, {"provider": notice.provider, "kind": notice.kind.value, "verdict": verdict.value}
        )
        fields = {
            "notice_id": notice_id,
            "kind": notice.kind.value,
            "reference": notice.reference,
            "code": notice.code,
            "verdict": verdict.value,
        }
        if verdict.is_security_event:
            log.error("payment security event", **fields)
        elif verdict is Verdict.REFUND_DUE:
            log.warning("paid twice: the second goes back", **fields)
        else:
            log.info("notice applied", **fields)

    def unanswered(self, *, attempt: Attempt) -> None:
        log.warning("provider gave no answer", provider=attempt.provider, attempt_id=attempt.id)

    def refund_needs_person(self, *, refund: Refund) -> None:
        log.error(
            "refund needs a person",
            refund_id=refund.id,
            state=refund.state.value,
            code=refund.code,
            misses=refund.misses,
        )

    def no_file(self, *, provider: str, day: date, file: NoFile) -> None:
        log.warning(
            "no file for the day",
            provider=provider,
            day=day.isoformat(),
            code=file.code.value,
            detail=file.detail,
        )

    def compared(self, *, provider: str, day: date, rows: int, open_: Sequence[Difference]) -> None:
        log.info(
            "day compared", provider=provider, day=day.isoformat(), rows=rows, opened=len(open_)
        )
        for one in open_:
            self._differences.add(1, {"provider": provider, "kind": one.kind.value})
            log.error(
                "books differ",
                difference_id=one.id,
                provider=provider,
                day=one.day.isoformat(),
                kind=one.kind.value,
                reference=one.reference,
            )
