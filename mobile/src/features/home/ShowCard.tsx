import { Link } from "expo-router";
import { StyleSheet, View } from "react-native";
import { Icon, LiveMark, Text } from "#/components";
import { useShop } from "#/api/queries/shops";
import type { Show } from "#/api/types";
import { useI18n } from "#/i18n/context";
import { useTheme } from "#/theme/context";
import { radius, space } from "#/theme/tokens";

type Props = { show: Show; kind: "live" | "soon" | "replay" };

/** A real link: it can be opened in a tab, copied and shared. What is live is large, the rest a row. */
export function ShowCard({ show, kind }: Props) {
  const { t, when } = useI18n();
  const { colors } = useTheme();
  const shop = useShop(show.shop_id);
  const count = show.product_ids.length;
  const isLive = kind === "live";
  const time =
    kind === "soon"
      ? t("home.startsAt", { when: when(show.schedule_time) })
      : kind === "replay" && show.end_time !== null
        ? when(show.end_time)
        : "";
  const facts = [shop.data?.name, isLive && count > 0 ? t("home.products", { count }) : ""].filter(Boolean);
  return (
    <Link href={`/shows/${show.show_id}`} style={styles.link}>
      <View style={[styles.card, isLive ? null : styles.row, { backgroundColor: colors.surface }]}>
        <View style={[isLive ? styles.tile : styles.small, { backgroundColor: tint(show.show_id) }]}>
          <Icon name={kind === "soon" ? "clock" : "play"} size={isLive ? 40 : 28} color="rgba(246,243,238,0.9)" />
          {isLive ? (
            <View style={styles.mark}>
              <LiveMark />
            </View>
          ) : null}
        </View>
        <View style={[styles.words, !isLive && styles.beside]}>
          <Text weight="medium" numberOfLines={2}>
            {show.title}
          </Text>
          <Text size="s" tone="quiet" numberOfLines={1}>
            {facts.join(" · ")}
          </Text>
          {time === "" ? null : (
            <Text size="s" tone={kind === "soon" ? "amber" : "quiet"} tabular numberOfLines={1}>
              {time}
            </Text>
          )}
        </View>
      </View>
    </Link>
  );
}

/** A warm dark ground, the same for one show; there are no pictures of shows yet. */
function tint(id: string): string {
  const sum = Array.from(id).reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973, 7);
  return `hsl(${(sum % 110) + 300}, 34%, 26%)`;
}

const styles = StyleSheet.create({
  link: { display: "flex", width: "100%" },
  card: { flex: 1, width: "100%", borderRadius: radius.m, overflow: "hidden" },
  row: { flexDirection: "row", alignItems: "center" },
  tile: { height: 190, alignItems: "center", justifyContent: "center" },
  small: { width: 96, height: 96, alignItems: "center", justifyContent: "center" },
  mark: { position: "absolute", top: space.s, left: space.s },
  words: { paddingHorizontal: space.m, paddingVertical: space.s },
  beside: { flex: 1, minWidth: 0 },
});
