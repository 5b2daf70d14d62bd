import { StyleSheet, View } from "react-native";
import { Skeleton } from "#/components";
import { useI18n } from "#/i18n/context";
import { DarkGround, useTheme } from "#/theme/context";
import { colors as tokens, radius, space } from "#/theme/tokens";

/** A show that is being asked for. public/index.html draws the same before there is any script. */
export function ShowSkeleton({ isWide }: { isWide: boolean }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  return (
    <View aria-busy aria-label={t("common.loading")} style={styles.page}>
      <DarkGround>
        <View style={styles.picture}>
          <View style={styles.top}>
            <Skeleton width={200} height={20} />
            <Skeleton width={44} height={44} round={radius.pill} />
          </View>
          {isWide ? null : (
            <View style={styles.bottom}>
              <Skeleton width="55%" height={14} />
              <Skeleton width="40%" height={14} />
              <Skeleton height={96} round={radius.m} />
              <Skeleton height={44} round={radius.pill} />
            </View>
          )}
        </View>
      </DarkGround>
      {isWide ? (
        <View style={[styles.side, { backgroundColor: colors.surface, borderColor: colors.line }]}>
          <Skeleton width="70%" height={14} />
          <Skeleton width="55%" height={14} />
          <Skeleton height={44} round={radius.pill} />
        </View>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  page: { flex: 1, flexDirection: "row" },
  picture: { flex: 1, justifyContent: "space-between", backgroundColor: tokens.dark.ground },
  top: { flexDirection: "row", justifyContent: "space-between", padding: space.m },
  bottom: { padding: space.m, gap: space.s },
  side: { width: 360, borderLeftWidth: 1, padding: space.m, gap: space.s, justifyContent: "flex-end" },
});
