"""What happened, told line by line and summed up in one table."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Row:
    what: str
    detail: str
    ok: bool | None = None


@dataclass(slots=True)
class Story:
    rows: list[Row] = field(default_factory=list)
    latencies: dict[str, float] = field(default_factory=dict)
    slack: float = 1.0
    _begun: float = field(default_factory=time.monotonic)

    def tell(self, text: str) -> None:
        print(f"{time.monotonic() - self._begun:6.1f} s  {text}", flush=True)

    def note(self, what: str, detail: object) -> None:
        self.rows.append(Row(what=what, detail=str(detail)))

    def check(self, what: str, ok: bool, detail: str) -> None:  # noqa: FBT001 - reads well
        self.rows.append(Row(what=what, detail=detail, ok=ok))
        self.tell(f"{'✓' if ok else '✗'} {what}: {detail}")

    def fail(self, text: str) -> None:
        self.check(text, ok=False, detail="")

    def latency(self, what: str, took_ms: float, *, limit_ms: float) -> None:
        self.latencies[what] = round(took_ms, 1)
        limit = limit_ms * self.slack
        self.check(what, took_ms <= limit, f"{took_ms:.0f} ms (limit {limit:.0f})")

    @property
    def is_right(self) -> bool:
        return bool(self.rows) and all(row.ok is not False for row in self.rows)

    def document(self) -> dict[str, Any]:
        return {
            "ok": self.is_right,
            "latencies_ms": self.latencies,
            "rows": [{"what": row.what, "detail": row.detail, "ok": row.ok} for row in self.rows],
        }

    def table(self) -> str:
        width = max((len(row.what) for row in self.rows), default=0)
        marks = {True: "✓", False: "✗", None: " "}
        lines = [f" {marks[row.ok]} {row.what:<{width}}  {row.detail}" for row in self.rows]
        return "\n".join(["", *lines, "", "all right" if self.is_right else "NOT all right"])
