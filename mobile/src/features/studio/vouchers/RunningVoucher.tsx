import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useCloseClaims } from "#/api/queries/claim-desk";
import { Button, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { clockOf } from "#/features/show/timeline";
import { useI18n } from "#/i18n/context";
import type { VoucherEvent } from "#/realtime/frames";
import { space } from "#/theme/tokens";

type Props = { showId: string; voucher: VoucherEvent; leftS: number };

/** Read from a metre away: what to say aloud, the time, how many are taken. */
export function RunningVoucher({ showId, voucher, leftS }: Props) {
  const { t } = useI18n();
  const close = useCloseClaims(showId, voucher.voucher_id);
  const [key] = useState(newKey);
  const { keyword, units, left } = voucher;
  const isOn = leftS > 0;
  return (
    <>
      <View style={styles.row}>
        <Text size="l" weight="bold" tone={isOn ? "jade" : "quiet"} style={styles.words}>
          {isOn ? t("vouchers.deskSay", { keyword }) : t("vouchers.over")}
        </Text>
        {isOn ? (
          <Text size="xxl" weight="bold" tabular tone={leftS <= 10 ? "signal" : "ink"} role="timer" aria-label={t("vouchers.ends", { time: clockOf(Math.ceil(leftS)) })}>
            {clockOf(Math.ceil(leftS))}
          </Text>
        ) : null}
      </View>
      <Text weight="medium" tabular>
        {t("vouchers.deskTaken", { count: units - left, total: units })}
      </Text>
      {close.isError ? <ErrorNotice error={close.error} /> : null}
      {isOn ? (
        <Button
          kind="outline"
          title={t("vouchers.deskStop")}
          label={t("vouchers.deskStopNamed", { keyword })}
          busy={close.isPending}
          onPress={() => {
            close.mutate({ key });
          }}
        />
      ) : null}
    </>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", flexWrap: "wrap", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 120 },
});
