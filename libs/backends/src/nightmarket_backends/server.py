"""The life of every server here: initialise, launch, wait until it answers; stop, or kill.

Guarantees: a server that does not answer in time is killed and named with its log's end; `stop` and
`kill` of one that does not run do nothing.
"""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from nightmarket_backends.errors import StartFailed
from nightmarket_backends.process import wait_until

if TYPE_CHECKING:
    from nightmarket_backends.process import Child


class Server(ABC):
    """`start_seconds` is how long a start may take on a loaded small machine."""

    title: str
    start_seconds = 20.0
    stop_signal = signal.SIGTERM
    child: Child | None = None

    @property
    @abstractmethod
    def address(self) -> str:
        """What a client connects to."""

    @abstractmethod
    def initialise(self) -> None:
        """Make what a first start needs; nothing when it is there."""

    @abstractmethod
    def launch(self) -> Child: ...

    @abstractmethod
    def is_ready(self) -> bool: ...

    def start(self, *, seconds: float | None = None) -> str:
        """Start and wait; answers the address."""
        self.initialise()
        child = self.launch()
        try:
            wait_until(
                self.is_ready,
                seconds=self.start_seconds if seconds is None else seconds,
                what=f"starting {self.title}",
                child=child,
            )
        except StartFailed:
            child.kill()
            raise
        return self.address

    def stop(self, *, grace: float = 10.0) -> None:
        if self.child is not None:
            self.child.stop(grace=grace, number=self.stop_signal)
            self.child = None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.child is not None:
            self.child.kill()
            self.child = None
