import { useState, type ReactElement } from "react";
import { StyleSheet, View } from "react-native";
import { ApiError, NETWORK } from "#/api/errors";
import { Badge, Button, EmptyState, ErrorState, Icon, IconButton, LiveMark, Price, ProductImage, Sheet, Skeleton, Text } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { ICONS, type IconName } from "#/components/Icon.paths";
import { LinkButton } from "#/components/LinkButton";
import { ErrorNotice, Notice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { sizes, space, type Size } from "#/theme/tokens";

type Entry = [name: string, states: ReactElement[]];

const MONEY = { currency_code: "TWD", amount_minor: 117000 };
const WAS = { currency_code: "TWD", amount_minor: 129000 };
const TONES = ["ink", "quiet", "jade", "signal", "amber"] as const;

function nothing() {
  return undefined;
}

/** Every component of src/components, with the app's own words in it. */
export function useEntries(): Entry[] {
  const { t } = useI18n();
  const { colors } = useTheme();
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const offline = new ApiError({ reason: NETWORK });
  return [
    ["Text", [...(Object.keys(sizes) as Size[]).map((size) => <Text key={size} size={size}>{t("home.live")}</Text>), ...TONES.map((tone) => <Text key={tone} tone={tone}>{t("common.offline")}</Text>)]],
    [
      "Button",
      [
        <Button key="primary" title={t("show.buyShort")} onPress={nothing} />,
        <Button key="icon" kind="quiet" icon="cart" title={t("common.cart")} onPress={nothing} />,
        <Button key="outline" kind="outline" title={t("common.tryAgain")} onPress={nothing} />,
        <Button key="busy" title={t("checkout.placeOrder")} busy onPress={nothing} />,
        <Button key="off" title={t("show.soldOut")} disabled onPress={nothing} />,
      ],
    ],
    ["LinkButton", [<LinkButton key="line" kind="line" title={t("login.line")} href="/catalogue" />, <LinkButton key="outline" kind="outline" title={t("checkout.openBrowser")} href="/catalogue" />]],
    [
      "IconButton",
      [
        <View key="row" style={styles.row}>
          <IconButton icon="cart" label={t("common.cartWith", { count: 3 })} count={3} onPress={nothing} />
          <IconButton icon="cart" label={t("common.cartWith", { count: 120 })} count={120} onPress={nothing} />
          <IconButton icon="soundOff" label={t("show.unmute")} over="picture" onPress={nothing} />
          <IconButton icon="plus" label={t("show.add")} disabled onPress={nothing} />
        </View>,
      ],
    ],
    ["Icon", [<View key="row" style={styles.row}>{(Object.keys(ICONS) as IconName[]).map((name) => <Icon key={name} name={name} color={colors.ink} />)}</View>]],
    ["Badge", [<View key="row" style={styles.row}>{(["quiet", "jade", "amber", "signal"] as const).map((tone) => <Badge key={tone} tone={tone} text={t("orders.paid")} />)}</View>]],
    ["LiveMark", [<LiveMark key="none" />, <LiveMark key="some" viewers={1234} />]],
    ["Price", [<Price key="plain" money={MONEY} />, <Price key="was" money={MONEY} was={WAS} />]],
    [
      "Field",
      [
        <Field key="hint" label={t("checkout.address")} hint={t("checkout.addressHint")} value={typed} onChange={setTyped} multiline />,
        <Field key="wrong" label={t("checkout.phone")} wrong={t("checkout.phoneWrong")} value={typed} onChange={setTyped} />,
      ],
    ],
    ["Notice", [...(["amber", "signal", "jade"] as const).map((tone) => <Notice key={tone} tone={tone} text={t("checkout.unanswered")} />), <ErrorNotice key="error" error={offline} />]],
    ["Card", [<Card key="card" title={t("common.account")}><Text>{t("common.offline")}</Text></Card>]],
    ["ProductImage", [<ProductImage key="none" url="" title={t("cart.product")} size={72} />]],
    ["Skeleton", [<Skeleton key="line" height={16} width="60%" />, <Skeleton key="box" height={72} />]],
    ["EmptyState", [<EmptyState key="empty" title={t("home.emptyTitle")} body={t("home.emptyBody")} />]],
    ["ErrorState", [<ErrorState key="error" error={offline} onRetry={nothing} />]],
    [
      "Sheet",
      [
        <Button key="open" kind="outline" title={t("show.chooseTitle")} onPress={() => { setOpen(true); }} />,
        <Sheet key="sheet" title={t("show.chooseTitle")} isOpen={isOpen} onClose={() => { setOpen(false); }}>
          <Text>{t("show.shelfEmpty")}</Text>
        </Sheet>,
      ],
    ],
  ];
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", flexWrap: "wrap", alignItems: "center", gap: space.m },
});
