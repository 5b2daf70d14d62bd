import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { cartKeys } from "#/api/queries/cart-cache";
import { Text } from "#/components";
import { clockOf } from "#/features/show/timeline";
import { useOffset } from "#/features/show/useOffset";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";

/** The server sells a little longer, for pictures that are behind. */
const CLOSED_S = 5;

/** How long the price of a line holds; when it is over the cart is read again and says what it costs. */
export function DealNote({ endTime }: { endTime: string }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const leftS = (Date.parse(endTime) - useNow(1000) - useOffset(true)) / 1000;
  const isClosed = leftS < -CLOSED_S;
  useEffect(() => {
    if (isClosed) void client.invalidateQueries({ queryKey: cartKeys.all });
  }, [isClosed, client]);
  return (
    <Text size="s" weight="medium" tone="lantern" tabular>
      {t("cart.deal", { time: clockOf(Math.ceil(leftS)) })}
    </Text>
  );
}
