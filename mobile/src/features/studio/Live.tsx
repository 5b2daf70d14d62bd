import { useState } from "react";
import { View, useWindowDimensions } from "react-native";
import { Sheet } from "#/components";
import { useShortcuts } from "#/features/show/useShortcuts";
import { EndSheet } from "#/features/studio/EndSheet";
import { NarrowLive } from "#/features/studio/NarrowLive";
import { pinKeys } from "#/features/studio/order";
import { ShelfEditor } from "#/features/studio/ShelfEditor";
import { useLive, type LiveProps } from "#/features/studio/useLive";
import { WideLive } from "#/features/studio/WideLive";
import { useI18n } from "#/i18n/context";
import { DarkGround, useTheme } from "#/theme/context";
import { WIDE } from "#/theme/tokens";

/** On air: dark, because a picture is in it. */
export function Live(props: LiveProps) {
  return (
    <DarkGround>
      <OnAir {...props} />
    </DarkGround>
  );
}

function OnAir(props: LiveProps) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const isWide = useWindowDimensions().width >= WIDE;
  const live = useLive(props);
  const [isEnding, setEnding] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const actions: Record<string, () => void> = { 0: live.unpin };
  for (const [key, productId] of pinKeys(live.show.product_ids)) {
    actions[key] = () => {
      if (productId !== live.pinnedId) live.press(productId); // a key pressed twice must not take it down
    };
  }
  useShortcuts(actions);
  const Layout = isWide ? WideLive : NarrowLive;
  return (
    <View style={{ flex: 1, backgroundColor: colors.ground }}>
      <Layout
        live={live}
        onEnd={() => {
          setEnding(true);
        }}
        onEdit={() => {
          setEditing(true);
        }}
      />
      <EndSheet
        showId={live.show.show_id}
        isOpen={isEnding}
        onClose={() => {
          setEnding(false);
        }}
      />
      <Sheet
        title={t("studio.shelf")}
        isOpen={isEditing}
        onClose={() => {
          setEditing(false);
        }}
      >
        <ShelfEditor show={live.show} role={live.role} />
      </Sheet>
    </View>
  );
}
