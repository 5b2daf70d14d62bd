import { useRouter } from "expo-router";
import { StyleSheet, View } from "react-native";
import { IconButton, LiveMark, Text } from "#/components";
import { useShop } from "#/api/queries/shops";
import type { Show } from "#/api/types";
import type { Stand } from "#/features/show/phase";
import { useI18n } from "#/i18n/context";
import { space } from "#/theme/tokens";

type Props = {
  show: Show;
  stand: Stand;
  viewers: number;
  isMuted: boolean;
  /** Where the picture's own controls do not have it. */
  onMute?: () => void;
  onFull?: () => void;
  /** What lies over the show goes first. */
  beforeLeaving: (then: () => void) => void;
};

/** LIVE and viewers, whose show it is, sound, and the way back to where she came from. */
export function TopBar({ show, stand, viewers, isMuted, onMute, onFull, beforeLeaving }: Props) {
  const { t } = useI18n();
  const router = useRouter();
  const shop = useShop(show.shop_id);
  return (
    <View style={styles.bar}>
      <View style={styles.words}>
        {stand === "live" ? <LiveMark viewers={viewers} /> : null}
        {stand === "ended" ? (
          <Text size="xs" tone="scrimQuiet">
            {t("show.ended")}
          </Text>
        ) : null}
        <Text size="s" weight="medium" tone="scrimInk" numberOfLines={1} heading={1}>
          {shop.data ? `${shop.data.name} · ${show.title}` : show.title}
        </Text>
      </View>
      {onMute ? (
        <IconButton
          icon={isMuted ? "soundOff" : "soundOn"}
          label={isMuted ? t("show.unmute") : t("show.mute")}
          over="picture"
          onPress={onMute}
        />
      ) : null}
      {onFull ? <IconButton icon="full" label={t("show.fullscreen")} over="picture" onPress={onFull} /> : null}
      <IconButton
        icon="close"
        label={t("common.close")}
        over="picture"
        onPress={() => {
          beforeLeaving(() => {
            if (router.canGoBack()) router.back();
            else router.replace("/");
          });
        }}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  bar: { flexDirection: "row", alignItems: "flex-start", gap: space.s, padding: space.m },
  words: { flex: 1, minWidth: 0, gap: space.xs },
});
