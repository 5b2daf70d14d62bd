import { Text } from "#/components";
import { FEW } from "#/features/show/offers";
import { useI18n } from "#/i18n/context";

/** Says stock only when it matters: few left, or none. */
export function StockNote({ left }: { left: number }) {
  const { t } = useI18n();
  if (left > FEW) return null;
  return (
    <Text size="s" weight="medium" tone={left > 0 ? "amber" : "quiet"} tabular numberOfLines={1}>
      {left > 0 ? t("show.left", { count: left }) : t("show.soldOut")}
    </Text>
  );
}
