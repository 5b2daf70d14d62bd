import inspect

from nightmarket.order.v1 import error_reason_pb2
from nightmarket_kit.core.errors import DomainError
from nightmarket_order.domain import errors


def test_every_reason_is_in_the_schema() -> None:
    known = {name.removeprefix("ERROR_REASON_") for name in error_reason_pb2.ErrorReason.keys()}  # noqa: SIM118 - no dict
    reasons = {
        one.reason
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, DomainError) and one.__module__ == errors.__name__
    }
    assert reasons <= known
    assert known - reasons == {"UNSPECIFIED", "REQUEST_ID_REUSED"}  # the last is the kit's
