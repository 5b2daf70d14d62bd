import { Platform, StyleSheet, View, useWindowDimensions } from "react-native";
import { Icon, IconButton, ProductImage, Skeleton, Text } from "#/components";
import { offerOfProduct } from "#/features/show/offers";
import { shiftOf } from "#/features/studio/order";
import type { useCarry } from "#/features/studio/useCarry";
import { useI18n } from "#/i18n/context";
import type { Product } from "#/api/types";
import { useReducedMotion } from "#/lib/motion";
import { useTheme } from "#/theme/context";
import { TARGET, WIDE, motion, radius, space } from "#/theme/tokens";

/** All rows are as high: where a carried one would land is a division. */
export const ROW = 104;

type Props = {
  /** Undefined while it is read, null when it cannot be. */
  product: Product | null | undefined;
  index: number;
  count: number;
  carry: ReturnType<typeof useCarry>;
  onMove: (from: number, to: number) => void;
  onRemove: () => void;
};

/** A product of the show: carried by its handle, moved by its buttons or by the arrow keys. */
export function ShelfRow({ product, index, count, carry, onMove, onRemove }: Props) {
  const { t, money } = useI18n();
  const { colors } = useTheme();
  const isStill = useReducedMotion();
  const isNarrow = useWindowDimensions().width < WIDE;
  const { carried } = carry;
  const isCarried = carried?.from === index;
  const shift = carried === null ? 0 : isCarried ? carried.dy : shiftOf(index, carried.from, carried.to) * ROW;
  const offer = product ? offerOfProduct(product, {}) : null;
  const title = offer?.title ?? t("studio.goneProduct");
  const byKey = {
    onKeyDown: (event: { key: string; preventDefault: () => void }) => {
      const to = event.key === "ArrowUp" ? index - 1 : event.key === "ArrowDown" ? index + 1 : -1;
      if (to < 0 || to >= count) return;
      event.preventDefault();
      onMove(index, to);
    },
  };
  return (
    <View
      role="listitem"
      style={[
        styles.row,
        { borderColor: colors.line, backgroundColor: isCarried ? colors.raised : colors.surface, transform: [{ translateY: shift }] },
        isCarried ? styles.carried : carried !== null && !isStill ? MAKING_ROOM : null,
      ]}
    >
      <View
        {...carry.handle(index)}
        {...(Platform.OS === "web" ? byKey : null)}
        role="button"
        tabIndex={0}
        aria-label={t("studio.dragNamed", { title })}
        style={[styles.handle, HANDLE]}
      >
        <Icon name="grip" color={colors.quiet} />
        <Text size="s" weight="bold" tabular tone="quiet">
          {String(index + 1)}
        </Text>
      </View>
      {product === undefined ? (
        <View style={styles.words}>
          <Skeleton width="70%" height={16} />
        </View>
      ) : (
        <>
          <ProductImage url={offer?.imageUrl ?? ""} title={title} size={56} />
          <View style={styles.words}>
            <Text size="s" numberOfLines={2}>
              {title}
            </Text>
            {offer ? (
              <Text size="s" tone={offer.left > 0 ? "quiet" : "signal"} tabular numberOfLines={2}>
                {[offer.price ? money(offer.price) : "", offer.left > 0 ? t("studio.inStock", { count: offer.left }) : t("show.soldOut")]
                  .filter(Boolean)
                  .join(isNarrow ? "\n" : " · ")}
              </Text>
            ) : null}
          </View>
        </>
      )}
      <View style={styles.moves}>
        <IconButton
          icon="up"
          label={t("studio.upNamed", { title })}
          disabled={index === 0}
          onPress={() => {
            onMove(index, index - 1);
          }}
        />
        <IconButton
          icon="down"
          label={t("studio.downNamed", { title })}
          disabled={index === count - 1}
          onPress={() => {
            onMove(index, index + 1);
          }}
        />
      </View>
      <IconButton icon="close" label={t("studio.removeNamed", { title })} onPress={onRemove} />
    </View>
  );
}

// the web's own: the finger on the handle carries, it does not scroll or mark text
const HANDLE = Platform.OS === "web" ? ({ touchAction: "none", cursor: "grab", userSelect: "none" } as object) : null;
const MAKING_ROOM =
  Platform.OS === "web" ? ({ transitionProperty: "transform", transitionDuration: `${motion.quick}ms` } as object) : null;

const styles = StyleSheet.create({
  row: { height: ROW, flexDirection: "row", alignItems: "center", gap: space.s, borderBottomWidth: 1 },
  carried: { zIndex: 1, borderRadius: radius.s, boxShadow: "0 6px 20px rgba(0,0,0,0.25)" },
  handle: { width: TARGET, height: ROW - 1, alignItems: "center", justifyContent: "center" },
  words: { flex: 1, minWidth: 0 },
  moves: { gap: 2 },
});
