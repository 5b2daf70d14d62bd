import { StyleSheet, View } from "react-native";
import { Text } from "#/components";
import type { Show } from "#/api/types";
import { formatCountdown } from "#/i18n/format";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { radius, scrim, space } from "#/theme/tokens";

const DAY = 24 * 3600 * 1000;

type Props =
  | { title: string; body?: string; isQuiet?: boolean; isCovering?: boolean; show?: undefined }
  | { show: Show; title?: undefined; body?: undefined; isQuiet?: undefined; isCovering?: undefined };

/** One sentence where the picture would be; for a scheduled show, the time until it. */
export function StageNote({ show, title, body, isQuiet = false, isCovering = false }: Props) {
  return (
    <View role="status" style={[styles.frame, isCovering && styles.covering]}>
      <View style={[styles.box, isQuiet && styles.quiet]}>
        {show ? (
          <Until show={show} />
        ) : (
          <>
            <Text size={isQuiet ? "s" : "l"} weight="medium" tone="scrimInk" center>
              {title}
            </Text>
            {body ? (
              <Text size="s" tone="scrimQuiet" center>
                {body}
              </Text>
            ) : null}
          </>
        )}
      </View>
    </View>
  );
}

function Until({ show }: { show: Show }) {
  const { t, when } = useI18n();
  const now = useNow(1000);
  const apart = Date.parse(show.schedule_time) - now;
  if (apart <= 0) {
    return (
      <>
        <Text size="l" weight="medium" tone="scrimInk" center>
          {t("show.startsSoon")}
        </Text>
        <Text size="s" tone="scrimQuiet" center>
          {t("show.startsSoonBody")}
        </Text>
      </>
    );
  }
  return (
    <>
      <Text tone="scrimQuiet" center>
        {t("show.startsIn")}
      </Text>
      {/* A long count-down says nothing: from a day on, the date does. */}
      <Text size={apart < DAY ? "xxl" : "xl"} weight="bold" tone="scrimInk" tabular center>
        {apart < DAY ? formatCountdown(apart) : when(show.schedule_time, now)}
      </Text>
      <Text size="s" tone="scrimQuiet" center>
        {t("show.startsSoonBody")}
      </Text>
    </>
  );
}

const styles = StyleSheet.create({
  frame: {
    position: "absolute",
    left: 0,
    right: 0,
    top: 0,
    bottom: "30%",
    alignItems: "center",
    justifyContent: "center",
    padding: space.l,
    pointerEvents: "none",
  },
  covering: { bottom: 0, paddingBottom: "30%", backgroundColor: scrim.soft },
  box: { gap: space.xs, padding: space.l, borderRadius: radius.m, backgroundColor: scrim.hard, maxWidth: 420 },
  quiet: { paddingVertical: space.s, borderRadius: radius.pill },
});
