import { StyleSheet, View } from "react-native";
import { useMyClaims } from "#/api/queries/claims";
import type { Claim } from "#/api/types";
import { Button, Text } from "#/components";
import { ProofButton } from "#/features/claims/ProofButton";
import { clockOf } from "#/features/show/timeline";
import { useOffset } from "#/features/show/useOffset";
import type { ShowPage } from "#/features/show/useShowPage";
import { answerOf, secondsLeft, voucherToShow } from "#/features/vouchers/voucher";
import { worthText } from "#/features/vouchers/worth";
import { MoreWords, useI18n, type I18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import type { VoucherEvent } from "#/realtime/frames";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = { page: Pick<ShowPage, "room" | "me" | "isGuest" | "say" | "signInToTalk"> };

/** The last seconds are said in another colour. */
const LAST_S = 10;
const ENDS = { sold_out: "vouchers.allGone", over_limit: "vouchers.already", closed: "vouchers.late" } as const;

export default function VoucherBar(props: Props) {
  return (
    <MoreWords of="vouchers" meanwhile={null}>
      <Bar {...props} />
    </MoreWords>
  );
}

function Bar({ page }: Props) {
  const now = useNow(250) + useOffset(true);
  const voucher = voucherToShow(page.room.vouchers, now);
  return voucher ? <Voucher page={page} voucher={voucher} leftS={secondsLeft(voucher, now)} /> : null;
}

/** What it is worth, how many and how long; a press writes the keyword. */
function Voucher({ page, voucher, leftS }: Props & { voucher: VoucherEvent; leftS: number }) {
  const i18n = useI18n();
  const { t, money } = i18n;
  const { colors } = useTheme();
  const claims = useMyClaims();
  const kept = (claims.data ?? []).find((one) => one.product_id === voucher.voucher_id && one.state === "taken");
  const told = toldOf(page, voucher, kept, i18n);
  const isOn = leftS > 0 && voucher.left > 0;
  const { keyword } = voucher;
  return (
    <View style={[styles.card, { backgroundColor: colors.surface, borderColor: isOn ? colors.lantern : colors.line }]}>
      <View style={styles.row}>
        <View style={styles.words}>
          <Text size="l" weight="bold" tone={isOn ? "lantern" : "quiet"} numberOfLines={2}>
            {worthText(voucher, i18n)}
          </Text>
          <Text size="s" tone="quiet" tabular numberOfLines={2}>
            {[
              t("vouchers.title"),
              ...(voucher.minimum.amount_minor > 0 ? [t("vouchers.from", { amount: money(voucher.minimum) })] : []),
            ].join(" · ")}
          </Text>
        </View>
        <View style={styles.figures}>
          {isOn ? (
            <Text weight="bold" tabular tone={leftS <= LAST_S ? "signal" : "ink"} role="timer" aria-label={t("vouchers.ends", { time: clockOf(Math.ceil(leftS)) })}>
              {clockOf(Math.ceil(leftS))}
            </Text>
          ) : null}
          <Text size="s" weight="medium" tabular tone={isOn && voucher.left <= voucher.units / 5 ? "amber" : "quiet"} role="status">
            {leftS <= 0 ? t("vouchers.over") : voucher.left === 0 ? t("vouchers.gone") : t("vouchers.left", { count: voucher.left, total: voucher.units })}
          </Text>
        </View>
      </View>
      {told ? (
        <View style={styles.row}>
          <View role="status" style={styles.words}>
            <Text size="s" weight="medium" tone={told.isHers ? "jade" : "amber"} tabular>
              {told.text}
            </Text>
          </View>
          {kept ? (
            <ProofButton
              title={t("claims.receipt")}
              label={`${t("claims.receipt")}: ${keyword}`}
              showId={kept.show_id}
              productId={kept.product_id}
              claim={kept}
              said={told.text}
            />
          ) : null}
        </View>
      ) : null}
      {isOn && !told?.isHers ? (
        <Button
          title={page.isGuest ? t("vouchers.signIn") : t("vouchers.take", { keyword })}
          onPress={() => {
            if (page.isGuest) page.signInToTalk();
            else page.say(keyword);
          }}
        />
      ) : null}
    </View>
  );
}

/** From the room while she is there; who comes back has it among her claims. */
function toldOf({ room, me }: Props["page"], { voucher_id, units, until }: VoucherEvent, kept: Claim | undefined, { t, when }: I18n) {
  const answer = answerOf(room.answers, voucher_id, me?.user_id ?? "");
  const place = answer?.outcome === "yours" ? answer.place : kept?.place;
  if (place !== undefined) {
    return { isHers: true, text: t("vouchers.yours", { place, total: units, time: when(new Date(until).toISOString()) }) };
  }
  const outcome = answer?.outcome;
  if (outcome !== "sold_out" && outcome !== "over_limit" && outcome !== "closed") return null;
  return { isHers: false, text: t(ENDS[outcome]) };
}

const styles = StyleSheet.create({
  card: { borderWidth: 2, borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s, gap: space.s },
  row: { flexDirection: "row", alignItems: "center", gap: space.m },
  words: { flex: 1, minWidth: 0 },
  figures: { alignItems: "flex-end" },
});
