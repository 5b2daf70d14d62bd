import { useCallback, useRef } from "react";
import { reasonOf } from "#/i18n/reasons";
import { useStartPayment } from "#/api/queries/payments";
import { intentions } from "#/features/checkout/intentions";
import { PAY_RETURN, leaveFor } from "#/features/checkout/leave";
import { isOver } from "#/features/checkout/machine";
import { rememberPayment } from "#/features/checkout/remember";
import { isPassing } from "#/api/errors";

/**
 * Takes the browser to the provider. While no answer has come, pressing again is the same attempt;
 * once the form is on its way, the next press is a new one: ECPay takes a form once.
 */
export function usePay() {
  const { mutateAsync } = useStartPayment();
  const isUnderway = useRef(false);

  return useCallback(
    async (orderId: string): Promise<boolean> => {
      if (isUnderway.current) return false;
      isUnderway.current = true;
      const name = `pay ${orderId}`;
      try {
        const started = await mutateAsync({
          key: intentions.keyFor(name, orderId),
          orderId,
          returnTo: `${PAY_RETURN}?order_id=${orderId}`,
        });
        rememberPayment(orderId, started.payment.payment_id);
        intentions.settle(name);
        await leaveFor(started.redirect, `/orders/${orderId}`);
        return true;
      } catch (error) {
        if (isOver(reasonOf(error)) || !isPassing(error)) intentions.settle(name);
        throw error;
      } finally {
        isUnderway.current = false;
      }
    },
    [mutateAsync],
  );
}
