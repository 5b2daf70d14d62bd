"""A policy that knows what a test tells it."""

from nightmarket_gateway.rooms.rules import Rules


class FakePolicy:
    def __init__(self, rules: Rules, *later: Rules) -> None:
        self._all = [rules, *later]
        self.refreshed = 0

    def kept(self, shop_id: str) -> Rules:
        return self._all[0]

    async def refresh(self, shop_id: str) -> Rules:
        self.refreshed += 1
        if len(self._all) > 1:
            del self._all[0]
        return self.kept(shop_id)
