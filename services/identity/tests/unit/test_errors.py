import inspect

from nightmarket.identity.v1 import error_reason_pb2
from nightmarket_identity.domain import errors
from nightmarket_kit.core.errors import DomainError


def test_every_reason_is_in_the_schema() -> None:
    listed = {
        name.removeprefix("ERROR_REASON_")
        for name in error_reason_pb2.ErrorReason.keys()  # noqa: SIM118
    }
    ours = {
        one.reason
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, DomainError)
    }
    assert ours <= listed
    assert listed - ours == {"UNSPECIFIED", "REQUEST_ID_REUSED"}  # the second is the kit's
