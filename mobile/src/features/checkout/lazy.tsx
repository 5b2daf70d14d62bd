/**
 * The one door of the checkout, of what an order's page takes from it, and of addresses, which share forms: were two pieces of code to
 * import them themselves, what they share would be in everyone's first load.
 */
import { lazy, Suspense } from "react";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import type { PayNowProps } from "#/features/orders/PayNow";
import { useI18n } from "#/i18n/context";

const load = () => import("#/features/checkout/pages");
const LazyCheckout = lazy(async () => ({ default: (await load()).Checkout }));
const LazyPayNow = lazy(async () => ({ default: (await load()).PayNow }));
const LazyAddresses = lazy(async () => ({ default: (await load()).AddressesPage }));

export function Checkout({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  return (
    <Suspense
      fallback={
        <Page title={t("checkout.title")} up={`/cart/${shopId}`}>
          <Waiting />
        </Page>
      }
    >
      <LazyCheckout shopId={shopId} />
    </Suspense>
  );
}

export function PayNow(props: PayNowProps) {
  return (
    <Suspense fallback={null}>
      <LazyPayNow {...props} />
    </Suspense>
  );
}

export function AddressesPage() {
  const { t } = useI18n();
  return (
    <Suspense
      fallback={
        <Page title={t("delivery.addresses")} up="/account">
          <Waiting />
        </Page>
      }
    >
      <LazyAddresses />
    </Suspense>
  );
}
