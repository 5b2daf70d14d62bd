import { Pressable, ScrollView, StyleSheet, View } from "react-native";
import { Button, EmptyState, ProductImage, Skeleton, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { FEW, type Offer } from "#/features/show/offers";
import type { LiveShow } from "#/features/studio/useLive";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = { live: LiveShow; onEdit: () => void; isDense: boolean };

/** A whole row pins its product; the pinned one again takes it down. */
export function PinList({ live, onEdit, isDense }: Props) {
  const { t } = useI18n();
  const { offers, show } = live;
  if (show.product_ids.length === 0) {
    return (
      <EmptyState title={t("studio.noListings")} body={t("studio.noListingsBody")}>
        <Button title={t("studio.addProducts")} onPress={onEdit} />
      </EmptyState>
    );
  }
  return (
    <ScrollView contentContainerStyle={styles.list}>
      {live.pinError ? <ErrorNotice error={live.pinError} /> : null}
      {offers.length === 0 && live.isShelfPending
        ? show.product_ids.map((id) => <Skeleton key={id} height={isDense ? 72 : 96} />)
        : null}
      {offers.map((offer) => (
        <PinRow
          key={offer.productId}
          offer={offer}
          place={show.product_ids.indexOf(offer.productId) + 1}
          isPinned={offer.productId === live.pinnedId}
          isDense={isDense}
          onPress={() => {
            live.press(offer.productId);
          }}
        />
      ))}
      <Button kind="quiet" icon="edit" title={t("studio.editShelf")} onPress={onEdit} />
    </ScrollView>
  );
}

type RowProps = { offer: Offer; place: number; isPinned: boolean; isDense: boolean; onPress: () => void };

function PinRow({ offer, place, isPinned, isDense, onPress }: RowProps) {
  const { t, money } = useI18n();
  const { colors } = useTheme();
  const { title, left } = offer;
  const tone = left === 0 ? "signal" : left <= FEW ? "amber" : "ink";
  return (
    <Pressable
      role="button"
      aria-pressed={isPinned}
      aria-label={`${t(isPinned ? "studio.unpinNamed" : "studio.pinNamed", { title })}, ${left === 0 ? t("show.soldOut") : t("studio.inStock", { count: left })}`}
      onPress={onPress}
      style={({ pressed }) => [
        isDense ? styles.dense : styles.row,
        { backgroundColor: isPinned ? colors.raised : colors.surface, borderColor: isPinned ? colors.jade : colors.line, opacity: pressed ? 0.8 : 1 },
      ]}
    >
      <Text size={isDense ? "s" : "l"} weight="bold" tabular tone={isPinned ? "jade" : "quiet"} style={styles.place}>
        {String(place)}
      </Text>
      <ProductImage url={offer.imageUrl} title={title} size={isDense ? 44 : 56} />
      <View style={styles.words}>
        <Text size={isDense ? "s" : "m"} weight="medium" numberOfLines={2}>
          {title}
        </Text>
        <Text size="s" tone={isPinned ? "jade" : "quiet"} weight={isPinned ? "medium" : "normal"} tabular numberOfLines={1}>
          {[isPinned ? t("show.pinned") : "", offer.price ? money(offer.price) : ""].filter(Boolean).join(" · ")}
        </Text>
      </View>
      <View style={styles.left}>
        <Text size={isDense ? "l" : "xl"} weight="bold" tabular tone={tone}>
          {String(left)}
        </Text>
        <Text size="xs" tone="quiet">
          {t("studio.stockLeft")}
        </Text>
      </View>
    </Pressable>
  );
}

const frame = { flexDirection: "row", alignItems: "center", gap: space.s, borderWidth: 2, borderRadius: radius.s, paddingHorizontal: space.s } as const;
const styles = StyleSheet.create({
  list: { gap: space.s, paddingBottom: space.l },
  row: { ...frame, minHeight: 96 },
  dense: { ...frame, minHeight: 72 },
  place: { width: 24, textAlign: "center" },
  words: { flex: 1, minWidth: 0 },
  left: { alignItems: "center", minWidth: 48 },
});
