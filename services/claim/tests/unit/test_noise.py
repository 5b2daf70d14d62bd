"""A short slice of `python -m bench.claim_noise`: talk that is close to claims, and is none."""

import pytest

from bench.claim_noise import SHOW, Noise, Reader
from nightmarket_claim.domain.grammar import Grammar
from nightmarket_claim.domain.readings import Question


@pytest.mark.parametrize("seed", range(3))
def test_talk_claims_nothing(seed: int) -> None:
    reader = Reader(seed)
    assert not [text for _ in range(5_000) if (text := reader.step())]


def test_the_talk_comes_close() -> None:
    noise, grammar = Noise(1), Grammar(SHOW)
    read = [grammar.read(noise.comment(), here="b2") for _ in range(2_000)]
    assert sum(isinstance(one, Question) for one in read) > 20
