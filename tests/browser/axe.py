"""What axe finds wrong on the page that stands, told so that it can be found."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "mobile/node_modules/axe-core/axe.min.js"
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
GRAVE: Final = frozenset({"serious", "critical"})
RUN = """(tags) => axe.run(document, {
    runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
})"""


@cache
def _script() -> str:
    return SCRIPT.read_text("utf-8")


async def wrongs(page: Page, *, grave_only: bool = True) -> list[str]:
    """One line for each element and rule. The page's policy forbids scripts in it: not to us."""
    await page.evaluate(f"{_script()};0")
    found: dict[str, Any] = await page.evaluate(RUN, RULES)
    return [
        f"{rule['impact']} {rule['id']}: {' '.join(map(str, node['target']))}\n"
        f"      {node['html'][:160]}\n      {_why(node)}"
        for rule in found["violations"]
        if not grave_only or rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    return "; ".join(one["message"] for one in (*node["any"], *node["all"], *node["none"]))
