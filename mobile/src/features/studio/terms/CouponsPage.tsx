import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { newKey } from "#/api/client";
import { useCoupons, useStopCoupon } from "#/api/queries/terms";
import { useShop } from "#/api/queries/shops";
import type { Coupon } from "#/api/types";
import { Badge, Button, EmptyState, ErrorState, Sheet, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import { TABLE } from "#/features/studio/sizes";
import { CouponForm } from "#/features/studio/terms/CouponForm";
import { standingOf, type Standing } from "#/features/studio/terms/coupons";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

/** The shop's codes, with how often each was used. */
export function CouponsPage({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const shop = useShop(shopId);
  const list = useCoupons(shopId);
  const [isMaking, setMaking] = useState(false);
  const coupons = list.data?.pages.flatMap((page) => page.coupons) ?? [];
  const make = () => {
    setMaking(true);
  };
  const close = () => {
    setMaking(false);
  };
  return (
    <Page
      title={t("terms.coupons")}
      up={`/studio/shops/${shopId}`}
      width={TABLE}
      actions={coupons.length > 0 ? <Button icon="plus" title={t("terms.new")} onPress={make} style={styles.new} /> : null}
    >
      {list.isPending ? <Waiting rows={2} /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && coupons.length === 0 ? (
        <EmptyState title={t("terms.none")} body={t("terms.noneBody")}>
          <Button icon="plus" title={t("terms.new")} onPress={make} />
        </EmptyState>
      ) : null}
      {coupons.length > 0 ? (
        <View role="list" aria-label={t("terms.coupons")}>
          {coupons.map((coupon) => (
            <Row key={coupon.coupon_id} shopId={shopId} coupon={coupon} />
          ))}
        </View>
      ) : null}
      {list.hasNextPage ? (
        <Button kind="quiet" title={t("studio.more")} busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()} />
      ) : null}
      <Sheet title={t("terms.new")} isOpen={isMaking} onClose={close}>
        {shop.data ? <CouponForm shopId={shopId} currency={shop.data.currency_code} onDone={close} /> : <Waiting rows={2} />}
      </Sheet>
    </Page>
  );
}

const TONES = { works: "jade", soon: "amber", over: "quiet", stopped: "quiet", usedUp: "quiet" } as const satisfies Record<Standing, string>;

function Row({ shopId, coupon }: { shopId: string; coupon: Coupon }) {
  const { t, money, when } = useI18n();
  const { colors } = useTheme();
  const [isStopping, setStopping] = useState(false);
  const standing = standingOf(coupon, useNow(30_000));
  const { code, used } = coupon;
  const beneath = [
    coupon.minimum.amount_minor > 0 ? t("terms.minimumOf", { amount: money(coupon.minimum) }) : "",
    coupon.max_uses_per_person > 0 ? t("terms.perPersonOf", { count: coupon.max_uses_per_person }) : "",
    coupon.from_time && standing === "soon" ? t("terms.fromOf", { when: when(coupon.from_time) }) : "",
    coupon.until_time ? t("terms.untilOf", { when: when(coupon.until_time) }) : "",
  ];
  return (
    <View role="listitem" style={[styles.row, { borderColor: colors.line, backgroundColor: colors.surface }]}>
      <View style={styles.words}>
        <View style={styles.head}>
          <Text weight="medium" tabular>
            {code}
          </Text>
          <Badge text={t(`terms.${standing}`)} tone={TONES[standing]} />
        </View>
        <Text>
          {coupon.amount_off ? t("terms.offAmount", { amount: money(coupon.amount_off) }) : t("terms.offPercent", { percent: coupon.percent_off })}
        </Text>
        <Text size="s" tone="quiet">
          {beneath.filter(Boolean).join(" · ")}
        </Text>
        <Text size="s" tabular>
          {coupon.max_uses > 0 ? t("terms.usedOf", { used, max: coupon.max_uses }) : t("terms.used", { used })}
        </Text>
      </View>
      {coupon.stop_time === null ? (
        <Button
          kind="outline"
          title={t("terms.stop")}
          label={t("terms.stopNamed", { code })}
          onPress={() => {
            setStopping(true);
          }}
        />
      ) : null}
      <Stop
        shopId={shopId}
        coupon={coupon}
        isOpen={isStopping}
        onClose={() => {
          setStopping(false);
        }}
      />
    </View>
  );
}

function Stop({ shopId, coupon, isOpen, onClose }: { shopId: string; coupon: Coupon; isOpen: boolean; onClose: () => void }) {
  const { t } = useI18n();
  const stop = useStopCoupon(shopId);
  const [key] = useState(newKey); // a code is stopped once
  return (
    <Sheet title={t("terms.stopTitle", { code: coupon.code })} isOpen={isOpen} onClose={onClose}>
      <Text>{t("terms.stopBody")}</Text>
      {stop.isError ? <ErrorNotice error={stop.error} /> : null}
      <Button
        kind="outline"
        title={t("terms.stop")}
        busy={stop.isPending}
        onPress={() => {
          stop.mutate({ key, couponId: coupon.coupon_id }, { onSuccess: onClose });
        }}
      />
      <Button kind="quiet" title={t("terms.stopNo")} onPress={onClose} />
    </Sheet>
  );
}

const styles = StyleSheet.create({
  new: { marginRight: space.s },
  row: { flexDirection: "row", alignItems: "center", gap: space.m, padding: space.m, borderBottomWidth: 1 },
  words: { flex: 1, minWidth: 0, gap: space.xs },
  head: { flexDirection: "row", alignItems: "center", flexWrap: "wrap", gap: space.s },
});
