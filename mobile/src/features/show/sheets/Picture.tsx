import { Pressable, StyleSheet, View } from "react-native";
import { GAP } from "#/features/show/sheets/small";
import type { PictureProps } from "#/features/show/sheets/picture";
import { radius } from "#/theme/tokens";

/** The show's picture, in full or small in a corner over a sheet; a tap leads back. */
export function Picture({ full, isSmall, size, top, label, onReturn, children }: PictureProps) {
  const place = isSmall
    ? [styles.small, { top, right: GAP, ...size }]
    : { left: 0, right: 0, top: full.top, ...(full.height === undefined ? { bottom: full.bottom } : { height: full.height }) };
  return (
    <View style={[styles.box, place]}>
      {children}
      {isSmall ? <Pressable role="button" aria-label={label} onPress={onReturn} style={StyleSheet.absoluteFill} /> : null}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { position: "absolute", overflow: "hidden", backgroundColor: "#000" },
  small: { zIndex: 3, borderRadius: radius.s },
});
