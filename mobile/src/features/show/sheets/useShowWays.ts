import { useMemo } from "react";
import { pathOf, type SheetName } from "#/features/show/sheets/names";
import type { Sheets } from "#/features/show/sheets/useSheets";
import type { Ways } from "#/lib/ways";

/** Over a show, the parts of buying lead to one another's sheets. */
export function useShowWays(showId: string, sheets: Sheets, stock: Readonly<Record<string, number>>): Ways {
  const { top, names, open, replace, back, close } = sheets;
  const isDeep = names.length > 1;
  return useMemo(() => {
    const under = names.at(-2);
    /** Where one came from lies just under: go back to it rather than pile it up again. */
    const go = (name: SheetName) => {
      if (name === under) back();
      else open(name);
    };
    return {
      toCart: () => {
        go("cart");
      },
      toCheckout: () => {
        go("checkout");
      },
      toProduct: (productId) => {
        go(`product.${productId}`);
      },
      toPayment: (orderId) => {
        replace(`pay.${orderId}`);
      },
      toShow: () => {
        close();
      },
      over: {
        showId,
        here: pathOf(showId, top),
        paymentPath: (orderId) => pathOf(showId, `pay.${orderId}`),
        stock,
        onBack: isDeep ? back : null,
        onClose: () => {
          close();
        },
      },
    };
  }, [showId, names, top, isDeep, stock, open, replace, back, close]);
}
