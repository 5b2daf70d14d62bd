import { useRouter } from "expo-router";
import { useState } from "react";
import { ApiError, isPassing } from "#/api/errors";
import { useSaveAddress } from "#/api/queries/addresses";
import { useCart } from "#/api/queries/cart";
import { usePaymentMethods } from "#/api/queries/payments";
import { useMe } from "#/api/queries/me";
import { useShop } from "#/api/queries/shops";
import { Button, EmptyState, ErrorState } from "#/components";
import { Notice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { canOrder } from "#/features/cart/lines";
import { AddressCard } from "#/features/checkout/AddressCard";
import { CheckoutLines } from "#/features/checkout/CheckoutLines";
import { CouponCard } from "#/features/checkout/CouponCard";
import { VoucherCard } from "#/features/checkout/VoucherCard";
import { MethodCard } from "#/features/checkout/MethodCard";
import { PayBar } from "#/features/checkout/PayBar";
import { Placed } from "#/features/checkout/Placed";
import { PriceCard } from "#/features/checkout/PriceCard";
import { deliveryOf, fieldsOf, tidyDestination, wrongIn, type DestinationField } from "#/features/checkout/destination";
import { intentions } from "#/features/checkout/intentions";
import { placeOf } from "#/features/checkout/machine";
import { lastWay } from "#/features/checkout/remember";
import { useCheckout, type Plan } from "#/features/checkout/useCheckout";
import { useChoices } from "#/features/checkout/useChoices";
import { forgetDraft, useDraft } from "#/features/checkout/useDraft";
import { WaysCard } from "#/features/checkout/WaysCard";
import { chosenWay } from "#/features/checkout/ways";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";

/** One column, all on one page; the total and what the button does are always in sight. */
export function Checkout({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const me = useMe();
  const cart = useCart(shopId);
  const shop = useShop(shopId);
  const checkout = useCheckout(shopId);
  const save = useSaveAddress();
  const [draft, change] = useDraft(shopId);
  const [wrong, setWrong] = useState<DestinationField[]>([]);
  /** How often a press was refused for a field: the first of them gets the focus. */
  const [asked, setAsked] = useState(0);
  const [pressed, setPressed] = useState<Plan | null>(null);
  const { state } = checkout;

  const error = state.at === "filling" ? state.error : null;
  const field = refusedField(error);
  // The order may stand although its answer was lost, and then the cart is empty: until an answer
  // has come, she sees what she pressed for and can press again.
  const isOpen = state.at === "ordering" || (error !== null && isPassing(error));
  const seen = isOpen && pressed !== null ? pressed.cart : cart.data;
  const choices = useChoices(shopId, seen, draft);
  const quote = choices.quote.data ?? null;
  const price = quote?.price ?? null;
  const total = price?.total ?? (isOpen ? pressed?.total : undefined) ?? null;
  const ways = usePaymentMethods(total?.currency_code ?? "").data ?? [];
  const way = total === null ? null : chosenWay(ways, total, draft.way, lastWay());
  const hasLines = seen !== undefined && seen.lines.length > 0;
  const isVoucher = quote?.vouchers.some((one) => one.code === draft.coupon) ?? false;
  const order = "order" in state ? state.order : null;

  const press = () => {
    if (seen === undefined || total === null) return;
    const at = tidyDestination(choices.at);
    const isWrong = choices.chosen ? [] : wrongIn(at);
    setWrong(isWrong);
    if (isWrong.length > 0) {
      setAsked((before) => before + 1);
      return;
    }
    // a code that takes nothing off is in no price that she saw
    const priced = quote?.coupon_refusal ? "" : (quote?.coupon_code ?? "");
    // what was pressed may be ordered, and is not priced any more: pressed again it is the same
    const coupon = price === null ? (pressed?.coupon ?? priced) : priced;
    const plan = { cart: seen, total, contact: at.contact, delivery: deliveryOf(at), coupon, way };
    if (draft.isKept && choices.chosen === null) {
      const address = { contact: plan.contact, delivery: plan.delivery, is_default: false };
      save.mutate({ key: intentions.keyFor("address", address), addressId: "", address });
    }
    forgetDraft();
    setPressed(plan);
    void checkout.press(plan);
  };

  const body = () => {
    if (order !== null) {
      return <Placed order={order} error={state.at === "ordered" ? state.error : null} onPay={() => { if (pressed) void checkout.press(pressed); }} />;
    }
    if (cart.isPending) return <Waiting />;
    if (seen === undefined) return <ErrorState error={cart.error} onRetry={() => void cart.refetch()} />;
    if (!hasLines && state.at === "filling") return <NothingToOrder />;
    if (choices.offer.isError && !choices.offer.data) {
      return <ErrorState error={choices.offer.error} onRetry={() => void choices.offer.refetch()} />;
    }
    if (!choices.isReady) return <Waiting />;
    return (
      <>
        {choices.methods.length === 0 ? <Notice tone="signal" text={t("delivery.nothingOffered")} code="DELIVERY_UNAVAILABLE" /> : null}
        <MethodCard
          methods={choices.methods}
          kind={choices.kind}
          onChange={(kind) => {
            change({ kind });
            setWrong([]);
          }}
        />
        <AddressCard
          at={choices.at}
          saved={choices.saved}
          chosen={choices.chosen}
          method={choices.method}
          wrong={field ? [...wrong, field] : wrong}
          asked={field ? asked + 1 : asked}
          isKept={draft.isKept}
          keepError={save.error}
          onChoose={(addressId) => {
            change({ addressId });
            setWrong([]);
          }}
          onChange={(at) => {
            change({ at, addressId: null });
            setWrong([]);
          }}
          onKeep={(isKept) => {
            change({ isKept });
          }}
        />
        <CheckoutLines cart={seen} shopName={shop.data?.name ?? ""} error={error} />
        {quote && quote.vouchers.length > 0 ? (
          <VoucherCard
            quote={quote}
            onChoose={(coupon) => {
              change({ coupon });
            }}
          />
        ) : null}
        <CouponCard
          code={isVoucher ? "" : (draft.coupon ?? "")}
          quote={quote}
          isAsking={choices.quote.isFetching && (choices.quote.isPlaceholderData || !choices.quote.data)}
          onCode={(coupon) => {
            change({ coupon });
          }}
        />
        {ways.length > 0 && total !== null ? (
          <WaysCard
            methods={ways}
            total={total}
            way={way}
            onChange={(chosen) => {
              change({ way: chosen });
            }}
          />
        ) : null}
        {price ? (
          <PriceCard price={price} code={quote?.coupon_code ?? ""} count={seen.lines.reduce((sum, line) => sum + line.quantity, 0)} />
        ) : null}
      </>
    );
  };

  return (
    <Page
      title={t("checkout.title")}
      up={`/cart/${shopId}`}
      footer={
        me.data && seen && order === null && (hasLines || state.at !== "filling") ? (
          <PayBar
            total={total}
            state={state}
            isReady={canOrder(seen) && (ways.length === 0 || total === null || way !== null)}
            isPriced={choices.isPriced || (price === null && total !== null)}
            isIncomplete={wrong.length > 0}
            onPress={press}
          />
        ) : null
      }
    >
      <SignedIn body={t("login.neededForOrder")}>{body()}</SignedIn>
    </Page>
  );
}

function refusedField(error: unknown): DestinationField | null {
  if (!(error instanceof ApiError) || placeOf(reasonOf(error)) !== "contact") return null;
  const named = error.metadata["field"];
  return [...fieldsOf("store"), ...fieldsOf("home")].find((one) => one === named) ?? null;
}

function NothingToOrder() {
  const { t } = useI18n();
  const router = useRouter();
  return (
    <EmptyState title={t("cart.emptyTitle")} body={t("checkout.emptyBody")}>
      <Button
        kind="quiet"
        title={t("checkout.seeOrders")}
        onPress={() => {
          router.replace("/orders");
        }}
      />
    </EmptyState>
  );
}
