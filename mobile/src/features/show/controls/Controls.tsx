import { useState } from "react";
import { StyleSheet, View } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { Scrim } from "#/components/Scrim";
import { Bar } from "#/features/show/controls/Bar";
import { FiguresPanel } from "#/features/show/controls/FiguresPanel";
import { SeekBar } from "#/features/show/controls/SeekBar";
import { Surface, type SurfaceProps } from "#/features/show/controls/Surface";
import type { ControlsProps } from "#/features/show/controls/types";
import { useReading } from "#/features/show/controls/useReading";
import { useShown } from "#/features/show/controls/useShown";
import { space } from "#/theme/tokens";

type Props = Omit<ControlsProps, "reading" | "refresh"> & {
  isPaused: boolean;
  onLike: SurfaceProps["onLike"];
};

/** Below the line of a phone's live screen with who it is and how to close it. */
const UNDER_TOP = 64;

/** Over the picture: on a tap for 3 s, under a moving mouse, while the keyboard is in them, while it is paused. */
export function Controls(props: Props) {
  const { player, isLive, isWide, view, isPaused } = props;
  const safe = useSafeAreaInsets();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { isShown, wake, hide, tap } = useShown(isMenuOpen || isPaused);
  const { reading, refresh } = useReading(player, isShown || !isLive);
  const isAtTop = isLive && !isWide;
  const all = reading === null ? null : { ...props, reading, refresh };
  return (
    <Surface
      isShown={isShown}
      onWake={wake}
      onTap={() => {
        if (isMenuOpen) setMenuOpen(false);
        else tap();
      }}
      onLike={props.onLike}
      onLeave={hide}
      onFull={props.onFull}
      over={
        view.hasFigures ? (
          <View style={[styles.figures, { top: safe.top + UNDER_TOP + (isAtTop ? 52 : 0) }]}>
            <FiguresPanel
              player={player}
              isLive={isLive}
              onClose={() => {
                view.setFigures(false);
              }}
            />
          </View>
        ) : null
      }
    >
      {all ? (
        <View style={isAtTop ? [styles.top, { top: safe.top + UNDER_TOP }] : styles.bottom}>
          {isAtTop ? null : <Scrim edge="bottom" />}
          {isLive ? null : <SeekBar {...all} />}
          <Bar {...all} isMenuOpen={isMenuOpen} setMenuOpen={setMenuOpen} />
        </View>
      ) : null}
    </Surface>
  );
}

const styles = StyleSheet.create({
  top: { position: "absolute", left: 0, right: 0, paddingHorizontal: space.m, pointerEvents: "box-none" },
  bottom: {
    position: "absolute",
    left: 0,
    right: 0,
    bottom: 0,
    paddingHorizontal: space.m,
    paddingTop: space.l,
    paddingBottom: space.xs,
    pointerEvents: "auto",
  },
  figures: { position: "absolute", left: space.m, right: space.m, pointerEvents: "box-none", zIndex: 3 },
});
