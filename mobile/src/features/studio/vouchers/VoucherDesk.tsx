import { ScrollView, StyleSheet } from "react-native";
import { Text } from "#/components";
import { Card } from "#/components/Card";
import { useOffset } from "#/features/show/useOffset";
import { ClaimTable } from "#/features/studio/claims/ClaimTable";
import { DropVoucher } from "#/features/studio/vouchers/DropVoucher";
import { RunningVoucher } from "#/features/studio/vouchers/RunningVoucher";
import type { LiveShow } from "#/features/studio/useLive";
import { worthText } from "#/features/vouchers/worth";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

/** Vouchers of a show: what runs, a new one, and who has one. */
export function VoucherDesk({ live }: { live: LiveShow }) {
  const i18n = useI18n();
  const { t } = i18n;
  const serverNow = live.now + useOffset(true);
  const { vouchers, answers } = live.room;
  const dropped = Object.values(vouchers).sort((a, b) => b.closes - a.closes);
  const currency = live.offers.flatMap((one) => one.variants).find((one) => one.price)?.price?.currency_code ?? "TWD";
  return (
    <ScrollView contentContainerStyle={styles.list}>
      <Text size="s" tone="quiet">
        {t("vouchers.deskBody")}
      </Text>
      {dropped.map((voucher) => {
        const leftS = voucher.state === "open" ? (voucher.closes - serverNow) / 1000 : 0;
        return (
          <Card key={voucher.voucher_id} title={worthText(voucher, i18n)}>
            <RunningVoucher showId={live.show.show_id} voucher={voucher} leftS={leftS} />
            {voucher.left < voucher.units ? (
              <>
                <Text weight="medium">{t("vouchers.deskWho")}</Text>
                <ClaimTable showId={live.show.show_id} productId={voucher.voucher_id} news={answers} />
              </>
            ) : null}
          </Card>
        );
      })}
      <DropVoucher showId={live.show.show_id} currency={currency} />
    </ScrollView>
  );
}

const styles = StyleSheet.create({ list: { gap: space.m, paddingBottom: space.l } });
