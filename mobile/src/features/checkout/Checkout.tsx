import { useRouter } from "expo-router";
import { useState } from "react";
import { useCart } from "#/api/queries/cart";
import { useMe } from "#/api/queries/me";
import { useShop } from "#/api/queries/shops";
import type { Cart, Contact } from "#/api/types";
import { Button, EmptyState, ErrorState } from "#/components";
import { Page } from "#/components/Page";
import { canOrder } from "#/features/cart/lines";
import { CheckoutLines } from "#/features/checkout/CheckoutLines";
import { ContactForm, keepContact, recallContact } from "#/features/checkout/ContactForm";
import { PayBar } from "#/features/checkout/PayBar";
import { Placed } from "#/features/checkout/Placed";
import { EMPTY, tidy, wrongFields, type ContactField } from "#/features/checkout/contact";
import { placeOf } from "#/features/checkout/machine";
import { useCheckout } from "#/features/checkout/useCheckout";
import { SignedIn, Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import { reasonOf } from "#/i18n/reasons";
import { ApiError, isPassing } from "#/api/errors";

/** What she wrote, while the page lives: going back to the cart and coming again loses nothing. */
let drafted: Contact | null = null;

/** One column, all on one page; the total and what the button does are always in sight. */
export function Checkout({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const me = useMe();
  const cart = useCart(shopId);
  const shop = useShop(shopId);
  const checkout = useCheckout(shopId);
  const [contact, setContact] = useState<Contact>(() => drafted ?? recallContact() ?? EMPTY);
  const [isKept, setKept] = useState(() => recallContact() !== null);
  const [wrong, setWrong] = useState<ContactField[]>([]);
  /** How often a press was refused for a field: the first of them gets the focus. */
  const [asked, setAsked] = useState(0);
  const [pressed, setPressed] = useState<Cart | null>(null);
  const { state } = checkout;

  const press = (seen: Cart) => {
    const tidied = tidy(contact);
    setContact(tidied);
    const isWrong = wrongFields(tidied);
    setWrong(isWrong);
    if (isWrong.length > 0) {
      setAsked((before) => before + 1);
      return;
    }
    drafted = null;
    keepContact(isKept ? tidied : null);
    setPressed(seen);
    void checkout.press(seen, tidied);
  };

  const error = state.at === "filling" ? state.error : null;
  const field = refusedField(error);
  // The order may stand although its answer was lost, and then the cart is empty: until an answer
  // has come, she sees what she pressed for and can press again.
  const isOpen = state.at === "ordering" || (error !== null && isPassing(error));
  const seen = isOpen && pressed !== null ? pressed : cart.data;
  const hasLines = seen !== undefined && seen.lines.length > 0;
  const order = "order" in state ? state.order : null;

  const body = () => {
    if (order !== null) {
      return <Placed order={order} error={state.at === "ordered" ? state.error : null} onPay={() => { if (seen) void checkout.press(seen, contact); }} />;
    }
    if (cart.isPending) return <Waiting />;
    if (seen === undefined) return <ErrorState error={cart.error} onRetry={() => void cart.refetch()} />;
    if (!hasLines && state.at === "filling") return <NothingToOrder />;
    return (
      <>
        <ContactForm
          contact={contact}
          wrong={field ? [...wrong, field] : wrong}
          asked={field ? asked + 1 : asked}
          isKept={isKept}
          onChange={(name, value) => {
            drafted = { ...contact, [name]: value };
            setContact(drafted);
            setWrong(wrong.filter((one) => one !== name));
          }}
          onKeep={(keepIt) => {
            setKept(keepIt);
            if (!keepIt) keepContact(null);
          }}
        />
        <CheckoutLines cart={seen} shopName={shop.data?.name ?? ""} error={error} />
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
            cart={seen}
            state={state}
            isReady={canOrder(seen)}
            isIncomplete={wrong.length > 0}
            onPress={() => {
              press(seen);
            }}
          />
        ) : null
      }
    >
      <SignedIn body={t("login.neededForOrder")}>{body()}</SignedIn>
    </Page>
  );
}

function refusedField(error: unknown): ContactField | null {
  if (!(error instanceof ApiError) || placeOf(reasonOf(error)) !== "contact") return null;
  const field = error.metadata["field"];
  return field === "name" || field === "phone" || field === "address" ? field : null;
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
