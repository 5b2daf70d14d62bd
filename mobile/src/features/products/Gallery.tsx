import { useState } from "react";
import { Pressable, ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
import { ProductImage } from "#/components";
import { useI18n } from "#/i18n/context";
import { useWays } from "#/lib/ways";
import { useTheme } from "#/theme/context";
import { TARGET, radius, space } from "#/theme/tokens";

const THUMB = 64;
const MOST = 480;
/** Of the window, so that name and price are in sight on a wide, low screen. */
const MOST_OF_HEIGHT = 0.45;
/** Over a show, so that the choice is in sight too. */
const MOST_OVER = 0.24;

/** One picture large, the others under it; 1:1. */
export function Gallery({ urls, title }: { urls: readonly string[]; title: string }) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const { height } = useWindowDimensions();
  const [there, setThere] = useState(0);
  const { over } = useWays();
  const width = Math.min(there, MOST, height * (over ? MOST_OVER : MOST_OF_HEIGHT));
  const [at, setAt] = useState(0);
  const all = urls.length > 0 ? urls : [""];
  return (
    <View
      style={styles.gallery}
      onLayout={(event) => {
        setThere(event.nativeEvent.layout.width);
      }}
    >
      {width > 0 ? <ProductImage url={all[at] ?? ""} title={title} size={width} /> : null}
      {all.length > 1 ? (
        <ScrollView horizontal showsHorizontalScrollIndicator={false} contentContainerStyle={styles.thumbs}>
          {all.map((url, index) => (
            <Pressable
              key={url}
              role="button"
              aria-label={t("cart.picture", { number: index + 1, count: all.length })}
              aria-pressed={index === at}
              onPress={() => {
                setAt(index);
              }}
              style={[styles.thumb, { borderColor: index === at ? colors.lantern : "transparent" }]}
            >
              <ProductImage url={url} title="" size={THUMB} />
            </Pressable>
          ))}
        </ScrollView>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  gallery: { width: "100%", alignItems: "center", gap: space.s, minHeight: TARGET },
  thumbs: { gap: space.s },
  thumb: { borderWidth: 2, borderRadius: radius.s + 2 },
});
