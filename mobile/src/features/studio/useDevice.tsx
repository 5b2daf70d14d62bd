import { useState } from "react";
import { StyleSheet, View, useWindowDimensions } from "react-native";
import { BroadcastPanel, canBroadcast } from "#/features/broadcast/BroadcastPanel";
import type { Device } from "#/features/studio/device";
import { Ground } from "#/theme/context";
import type { Scheme } from "#/theme/tokens";

/** Of the screen: the rest is for the page above it. */
const SHARE = 0.55;

/**
 * On a phone the camera's view cannot be moved about without ending its picture: once open it stays
 * below the page, and the page has nothing more to open.
 */
export function useDevice(showId: string, scheme: Scheme) {
  const { height } = useWindowDimensions();
  const [isOpen, setOpen] = useState(false);
  const device: Device = {
    isThere: canBroadcast && !isOpen,
    isOpen: false,
    open: () => {
      setOpen(true);
    },
    slot: null,
  };
  const panel = isOpen ? (
    <Ground scheme={scheme}>
      <View style={[styles.below, { height: Math.round(height * SHARE) }]}>
        <BroadcastPanel showId={showId} />
      </View>
    </Ground>
  ) : null;
  return { device, panel };
}

const styles = StyleSheet.create({ below: { flexShrink: 0 } });
