import { useRouter } from "expo-router";
import { newKey } from "#/api/client";
import { useCart, useRemoveLine, useSetQuantity } from "#/api/queries/cart";
import { useMyClaims } from "#/api/queries/claims";
import type { Cart as CartOf } from "#/api/types";
import { Button, EmptyState, ErrorState, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { CartRow } from "#/features/cart/CartRow";
import { TotalRow } from "#/features/cart/TotalRow";
import { canOrder } from "#/features/cart/lines";
import { MyClaims } from "#/features/claims/MyClaims";
import { Receipt } from "#/features/claims/Receipt";
import { Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import { ApiError } from "#/api/errors";
import { useWays } from "#/lib/ways";

export function Cart({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const cart = useCart(shopId);
  const hasLines = (cart.data?.lines.length ?? 0) > 0;
  return (
    <Page title={t("cart.title")} footer={cart.data && hasLines ? <ToCheckout cart={cart.data} /> : null}>
      {cart.isPending ? <Waiting /> : null}
      {cart.isError && !cart.data ? <ErrorState error={cart.error} onRetry={() => void cart.refetch()} /> : null}
      {cart.data ? <MyClaims shopId={shopId} inCart={new Set(cart.data.lines.map((line) => line.variant_id))} /> : null}
      {cart.data ? <CartLines cart={cart.data} /> : null}
    </Page>
  );
}

/** The lines without a page around them: the cart page and a sheet over the show use the same. */
export function CartLines({ cart }: { cart: CartOf }) {
  const { t } = useI18n();
  const router = useRouter();
  const { over } = useWays();
  const setQuantity = useSetQuantity(cart.shop_id);
  const remove = useRemoveLine(cart.shop_id);
  const claims = useMyClaims();
  const held = (claims.data ?? []).filter((one) => one.state === "held");
  const failed = [setQuantity, remove].find((one) => one.isError && !one.isPending);
  const failedId = failed?.variables.variantId;
  if (cart.lines.length === 0) {
    return (
      <EmptyState title={t("cart.emptyTitle")} body={t("cart.emptyBody")}>
        <Button
          kind="quiet"
          title={over ? t("orders.toShow") : t("common.toHome")}
          onPress={() => {
            if (over) over.onClose();
            else router.push("/");
          }}
        />
      </EmptyState>
    );
  }
  return (
    <Card>
      {cart.lines.map((line, index) => (
        <CartRow
          key={line.variant_id}
          isFirst={index === 0}
          line={line}
          error={failedId === line.variant_id && failed?.error instanceof ApiError ? failed.error : null}
          onQuantity={(quantity) => {
            remove.reset();
            setQuantity.mutate({ key: newKey(), variantId: line.variant_id, quantity });
          }}
          onRemove={() => {
            setQuantity.reset();
            remove.mutate({ key: newKey(), variantId: line.variant_id });
          }}
        >
          {held.map((one) => (one.variant_id === line.variant_id ? <Receipt key={one.claim_id} claim={one} /> : null))}
        </CartRow>
      ))}
      {failed && !cart.lines.some((line) => line.variant_id === failedId) ? <ErrorNotice error={failed.error} /> : null}
    </Card>
  );
}

export function ToCheckout({ cart }: { cart: CartOf }) {
  const { t } = useI18n();
  const ways = useWays();
  const isReady = canOrder(cart);
  return (
    <>
      {cart.total ? <TotalRow label={t("cart.total")} money={cart.total} /> : null}
      {isReady ? null : (
        <Text size="s" tone="amber">
          {t("cart.decideFirst")}
        </Text>
      )}
      <Button
        title={t("cart.checkout")}
        disabled={!isReady}
        onPress={() => {
          ways.toCheckout(cart.shop_id);
        }}
      />
    </>
  );
}
