import { useState, type ReactNode } from "react";
import { View } from "react-native";
import { newKey } from "#/api/client";
import { useOrder } from "#/api/queries/orders";
import { useOrderMoney } from "#/api/queries/payments";
import { useWork } from "#/api/queries/shop-orders";
import { mayManage, mayPack } from "#/api/queries/shops";
import type { Order, Role } from "#/api/types";
import { Badge, Button, ErrorState, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice } from "#/components/Notice";
import { Waiting } from "#/features/login/SignedIn";
import { OrderBody } from "#/features/orders/OrderBody";
import { MoneyHistory } from "#/features/orders/MoneyHistory";
import { MoneyBack } from "#/features/orders/MoneyBack";
import { Parcel } from "#/features/orders/Parcel";
import { isEnded, LOOKS } from "#/features/orders/looks";
import { AskBody } from "#/features/studio/money/AskBody";
import { ByHand } from "#/features/studio/orders/ByHand";
import { GiveUp } from "#/features/studio/orders/GiveUp";
import { History } from "#/features/studio/orders/History";
import { RefundForm } from "#/features/studio/orders/RefundForm";
import { ReturnForm } from "#/features/studio/orders/ReturnForm";
import { ShipForm } from "#/features/studio/orders/ShipForm";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = { seen: Order | undefined; orderId: string | null; role: Role | undefined; onClose: () => void };

/** All of one order, and what its state and her role let her do with it. */
export function OrderSheet({ seen, orderId, role, onClose }: Props) {
  const { t } = useI18n();
  const order = useOrder(orderId ?? "");
  const shown = order.data ?? seen;
  return (
    <Sheet title={shown ? t("fulfil.order", { no: shown.order_no }) : t("fulfil.open")} isOpen={orderId !== null} onClose={onClose}>
      {order.data ? (
        <Opened key={order.data.order_id} order={order.data} role={role} />
      ) : order.isError ? (
        <ErrorState error={order.error} onRetry={() => void order.refetch()} />
      ) : (
        <Waiting rows={2} />
      )}
    </Sheet>
  );
}

type Doing = "look" | "giveUp" | "refund" | "returns";
/** The parcel left, so its things may come back. */
const CAME_BACK: readonly Order["state"][] = ["shipped", "delivered", "completed"];
const LEAVES: readonly Order["state"][] = ["placed", "paid", "packed"];

function Opened({ order, role }: { order: Order; role: Role | undefined }) {
  const { t } = useI18n();
  const [doing, setDoing] = useState<Doing>("look");
  const isManager = role !== undefined && mayManage(role);
  const paid = useOrderMoney(order.order_id, isManager && order.pay_time !== null);
  const back = () => {
    setDoing("look");
  };
  if (doing === "giveUp") return <GiveUp order={order} onDone={back} />;
  if (doing === "returns") return <ReturnForm order={order} onDone={back} />;
  if (doing === "refund" && paid.data) return <RefundForm order={order} paid={paid.data} onDone={back} />;
  const mayRefund = isManager && paid.data?.payment.state === "settled";
  const ask = paid.data?.asks.find((one) => one.state === "open");
  return (
    <>
      <Badge text={t(LOOKS[order.state].word)} tone={LOOKS[order.state].tone} />
      {role !== undefined && mayPack(role) ? <NextStep key={order.state} order={order} /> : null}
      {isManager && ask ? (
        <Card title={t("refunds.askTitle")}>
          <AskBody key={ask.ask_id} ask={ask} role={role} onDone={back} />
        </Card>
      ) : null}
      {isManager ? paid.data?.refunds.filter((one) => one.state === "by_hand").map((one) => <ByHand key={one.refund_id} order={order} refund={one} />) : null}
      <Parcel order={order} />
      {order.contact.name ? null : (
        <Text size="s" tone="quiet">
          {t("fulfil.hidden")}
        </Text>
      )}
      <OrderBody order={order} title={t("studio.products")} />
      {isManager ? <MoneyBack order={order} /> : null}
      {isManager ? <MoneyHistory order={order} /> : null}
      <History order={order} />
      {paid.isError ? <ErrorNotice error={paid.error} /> : null}
      <Beside>
        {mayRefund ? (
          <Button
            kind="outline"
            title={t("fulfil.refund")}
            onPress={() => {
              setDoing("refund");
            }}
          />
        ) : null}
        {isManager && CAME_BACK.includes(order.state) ? (
          <Button
            kind="outline"
            title={t("books.returns")}
            onPress={() => {
              setDoing("returns");
            }}
          />
        ) : null}
        {isManager && LEAVES.includes(order.state) && !isEnded(order.state) ? (
          <Button
            kind="outline"
            title={t("fulfil.giveUp")}
            onPress={() => {
              setDoing("giveUp");
            }}
          />
        ) : null}
      </Beside>
    </>
  );
}

/** One primary thing to do, by the order's state. */
function NextStep({ order }: { order: Order }) {
  const { t } = useI18n();
  const [key] = useState(newKey); // one intention for as long as the order stands as it does
  const work = useWork(order);
  if (order.state === "packed") return <ShipForm order={order} />;
  if (order.state !== "paid" && order.state !== "shipped") return null;
  const verb = order.state === "paid" ? "pack" : "deliver";
  return (
    <>
      {work.isError ? <ErrorNotice error={work.error} /> : null}
      <Button
        kind={verb === "pack" ? "primary" : "outline"}
        icon="check"
        title={t(verb === "pack" ? "fulfil.pack" : "fulfil.deliver")}
        busy={work.isPending}
        onPress={() => {
          work.mutate({ verb, key });
        }}
      />
    </>
  );
}

function Beside({ children }: { children: ReactNode }) {
  return <View style={{ gap: space.s }}>{children}</View>;
}
