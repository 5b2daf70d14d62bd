from typing import Any

import grpc
import pytest
from google.protobuf import any_pb2
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from nightmarket_kit.core.errors import BY_KIND, Conflict, DomainError, Kind, NotFound
from nightmarket_kit.runtime.status import (
    CODE_OF,
    DeadlineExceeded,
    InternalFailure,
    ServiceUnavailable,
    from_rpc_error,
    to_status,
)


class ListingGone(NotFound):
    reason = "LISTING_GONE"


def over_the_wire(error: DomainError) -> DomainError:
    sent = rpc_status.to_status(to_status(error, domain="catalog"))
    metadata = grpc.aio.Metadata(*sent.trailing_metadata)
    return from_rpc_error(
        grpc.aio.AioRpcError(sent.code, grpc.aio.Metadata(), metadata, details=sent.details)
    )


def test_an_error_speaks_for_itself_and_keeps_metadata_as_text() -> None:
    error = ListingGone(listing_id="l1", left=0)
    assert (error.reason, error.message) == ("LISTING_GONE", "listing gone")
    assert error.metadata == {"listing_id": "l1", "left": "0"}
    assert str(ListingGone("not here")) == "not here"


def test_the_reason_of_one_raise_does_not_leak_into_the_class() -> None:
    assert NotFound(reason="SPECIAL").reason == "SPECIAL"
    assert NotFound().reason == "UNSPECIFIED"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_survives_the_wire_with_reason_text_and_metadata(kind: Kind) -> None:
    sent = BY_KIND[kind]("庫存不足 สินค้า", reason="SOME_REASON", listing="Ω", count=3)
    got = over_the_wire(sent)
    assert (got.kind, got.reason, got.message) == (kind, "SOME_REASON", "庫存不足 สินค้า")
    assert got.metadata == {"listing": "Ω", "count": "3"}


def test_every_kind_has_one_code_and_one_class() -> None:
    assert set(CODE_OF) == set(BY_KIND) == set(Kind)
    assert len(set(CODE_OF.values())) == len(Kind)


def test_the_error_names_its_domain() -> None:
    detail = to_status(Conflict(reason="X"), domain="order").details[0]
    info = error_details_pb2.ErrorInfo()
    assert detail.Unpack(info)
    assert (info.domain, info.reason) == ("order", "X")


def plain(code: grpc.StatusCode, *metadata: Any) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(
        code, grpc.aio.Metadata(), grpc.aio.Metadata(*metadata), details="text of the library"
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (grpc.StatusCode.DEADLINE_EXCEEDED, DeadlineExceeded),
        (grpc.StatusCode.UNAVAILABLE, ServiceUnavailable),
        (grpc.StatusCode.INTERNAL, InternalFailure),
        (grpc.StatusCode.UNKNOWN, InternalFailure),
        (grpc.StatusCode.UNIMPLEMENTED, InternalFailure),
        (grpc.StatusCode.CANCELLED, InternalFailure),
        (grpc.StatusCode.NOT_FOUND, InternalFailure),  # not said by a domain: not ours to act on
    ],
)
def test_failures_without_details_become_errors_that_say_try_again(
    code: grpc.StatusCode, expected: type[DomainError]
) -> None:
    got = from_rpc_error(plain(code))
    assert type(got) is expected
    assert "library" not in got.message


def test_details_that_contradict_the_status_do_not_raise_something_else() -> None:
    packed = any_pb2.Any()
    packed.Pack(error_details_pb2.ErrorInfo(reason="R"))
    other = to_status(Conflict(reason="R"), domain="d").SerializeToString()
    error = plain(grpc.StatusCode.NOT_FOUND, ("grpc-status-details-bin", other))
    assert isinstance(from_rpc_error(error), DomainError)


def test_metadata_named_like_our_own_parameters_survives() -> None:
    status = to_status(NotFound(reason="R"), domain="d")
    info = error_details_pb2.ErrorInfo(
        reason="R", metadata={"reason": "x", "message": "y", "self": "z"}
    )
    status.details[0].Pack(info)
    sent = rpc_status.to_status(status)
    error = grpc.aio.AioRpcError(
        sent.code, grpc.aio.Metadata(), grpc.aio.Metadata(*sent.trailing_metadata), sent.details
    )
    got = from_rpc_error(error)
    assert (got.reason, got.metadata["message"]) == ("R", "y")
