"""What a neighbour refuses one of a batch with."""

from nightmarket.type.v1 import refusal_pb2
from nightmarket_kit.core.errors import DomainError, Kind
from nightmarket_kit.runtime.status import told


def read_refusal(refusal: refusal_pb2.Refusal) -> DomainError:
    return told(Kind(refusal.kind), refusal.reason, refusal.message, refusal.metadata)
