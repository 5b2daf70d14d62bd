import { useCallback, useRef } from "react";
import { reasonOf } from "#/i18n/reasons";
import type { Way } from "#/api/types";
import { useStartPayment } from "#/api/queries/payments";
import { intentions } from "#/features/checkout/intentions";
import { PAY_RETURN, leaveFor } from "#/features/checkout/leave";
import { isOver } from "#/features/checkout/machine";
import { rememberPayment, rememberWay } from "#/features/checkout/remember";
import { mayOpenBeside, openBeside } from "#/features/checkout/beside";
import { useWays } from "#/lib/ways";
import { isPassing } from "#/api/errors";

/** Where the provider's page is now. */
export type Paying = "here" | "beside";

/**
 * Takes the browser to the provider: over a show in a window beside it where that can be, so that
 * the show goes on, and in the place of this page otherwise. While no answer has come, pressing
 * again is the same attempt; once the form is on its way, the next press is a new one: ECPay takes a
 * form once. Null: an earlier press is still under way.
 */
export function usePay() {
  const { mutateAsync } = useStartPayment();
  const { over } = useWays();
  const isUnderway = useRef(false);

  return useCallback(
    async (orderId: string, way: Way | null): Promise<Paying | null> => {
      if (isUnderway.current) return null;
      isUnderway.current = true;
      const name = `pay ${orderId}`;
      try {
        const started = await mutateAsync({
          key: intentions.keyFor(name, [orderId, way]),
          orderId,
          way,
          returnTo: `${PAY_RETURN}?order_id=${orderId}`,
        });
        rememberPayment(orderId, started.payment.payment_id);
        rememberWay(way);
        intentions.settle(name);
        if (over !== null && mayOpenBeside() && openBeside(started.redirect, orderId)) return "beside";
        await leaveFor(started.redirect, over?.paymentPath(orderId) ?? `/orders/${orderId}`);
        return "here";
      } catch (error) {
        if (isOver(reasonOf(error)) || !isPassing(error)) intentions.settle(name);
        throw error;
      } finally {
        isUnderway.current = false;
      }
    },
    [mutateAsync, over],
  );
}
