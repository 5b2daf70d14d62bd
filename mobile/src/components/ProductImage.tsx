import { useState } from "react";
import { Image, StyleSheet, View } from "react-native";
import { Icon } from "#/components/Icon";
import { useTheme } from "#/theme/context";
import { radius } from "#/theme/tokens";

/** 1:1, never stretched; a quiet mark when there is no picture. */
export function ProductImage({ url, title, size }: { url: string; title: string; size: number }) {
  const { colors } = useTheme();
  const [failed, setFailed] = useState("");
  return (
    <View style={[styles.box, { width: size, height: size, backgroundColor: colors.raised }]}>
      {url !== "" && failed !== url ? (
        <Image
          source={{ uri: url }}
          alt={title}
          resizeMode="cover"
          onError={() => {
            setFailed(url);
          }}
          style={StyleSheet.absoluteFill}
        />
      ) : (
        <Icon name="image" size={Math.round(size / 2.4)} color={colors.quiet} />
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  box: { borderRadius: radius.s, overflow: "hidden", alignItems: "center", justifyContent: "center" },
});
