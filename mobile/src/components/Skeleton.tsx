import { View, type DimensionValue } from "react-native";
import { useTheme } from "#/theme/context";
import { radius } from "#/theme/tokens";

/** In the shape of what comes. The list around it says that it is loading; this is silent. */
export function Skeleton({ width = "100%", height, round = radius.s }: { width?: DimensionValue; height: number; round?: number }) {
  const { colors } = useTheme();
  return <View aria-hidden style={{ width, height, borderRadius: round, backgroundColor: colors.skeleton }} />;
}
