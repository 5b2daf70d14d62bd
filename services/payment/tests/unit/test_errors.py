from nightmarket.payment.v1 import error_reason_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_payment.domain import errors


def test_every_reason_is_in_the_schema() -> None:
    listed = set(error_reason_pb2.ErrorReason.keys())
    ours = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, DomainError)
    ]
    assert len(ours) >= 7
    assert {f"ERROR_REASON_{one.reason}" for one in ours} <= listed
