import { Page } from "#/components/Page";
import { Cart } from "#/features/cart/Cart";
import { Checkout } from "#/features/checkout/lazy";
import { PayReturn } from "#/features/orders/PayReturn";
import { ProductPage } from "#/features/products/ProductPage";
import { PurchaseError } from "#/features/show/PurchaseError";
import { Shelf } from "#/features/show/Shelf";
import type { Offer } from "#/features/show/offers";
import { idOf, type SheetName } from "#/features/show/sheets/names";
import type { ShowPage } from "#/features/show/useShowPage";
import { useI18n } from "#/i18n/context";

export type SheetsBodyProps = { page: ShowPage; onChoose: (offer: Offer) => void };

/** The pages of buying, as they are, in a sheet. */
export default function SheetBody({ name, page, onChoose }: SheetsBodyProps & { name: SheetName }) {
  const { t } = useI18n();
  const { show, purchase } = page;
  if (name === "cart") return <Cart shopId={show.shop_id} />;
  if (name === "checkout") return <Checkout shopId={show.shop_id} />;
  if (name === "shelf") {
    return (
      <Page title={t("show.shelf")}>
        <PurchaseError error={purchase.error} />
        <Shelf offers={page.offers} isPending={page.isShelfPending} pinnedId={page.pinnedId} purchase={purchase} onChoose={onChoose} />
      </Page>
    );
  }
  return name.startsWith("pay.") ? (
    <PayReturn orderId={idOf(name)} paymentId="" />
  ) : (
    <ProductPage productId={idOf(name)} showId={show.show_id} returned={null} />
  );
}
