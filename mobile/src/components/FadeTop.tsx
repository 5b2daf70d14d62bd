import type { ReactNode } from "react";
import { View } from "react-native";

/** What scrolls out at the top fades, where the platform can. */
export function FadeTop({ children, height }: { children: ReactNode; height: number }) {
  return <View style={{ height }}>{children}</View>;
}
