import { View } from "react-native";
import { Skeleton } from "#/components";
import { radius, space } from "#/theme/tokens";

export function ShowCardSkeleton() {
  return (
    <View style={{ gap: space.s }}>
      <Skeleton height={190} round={radius.m} />
      <Skeleton height={20} width="70%" />
      <Skeleton height={16} width="40%" />
    </View>
  );
}
