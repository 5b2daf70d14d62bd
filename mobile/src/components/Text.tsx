import { Text as Plain, type TextProps } from "react-native";
import { useTheme } from "#/theme/context";
import { LINE, scrim, type Size } from "#/theme/tokens";

type Tone = "ink" | "quiet" | "lantern" | "onLantern" | "jade" | "signal" | "onSignal" | "amber" | "scrimInk" | "scrimQuiet";

export type Props = TextProps & {
  size?: Size;
  tone?: Tone;
  weight?: "normal" | "medium" | "bold";
  tabular?: boolean;
  /** The heading level, for those who move by headings. */
  heading?: 1 | 2 | 3;
  center?: boolean;
};

const WEIGHT = { normal: "400", medium: "600", bold: "700" } as const;

export function Text({
  size = "m",
  tone = "ink",
  weight = "normal",
  tabular = false,
  heading,
  center = false,
  style,
  ...rest
}: Props) {
  const theme = useTheme();
  const px = theme.font(size);
  const color =
    tone === "scrimInk" ? scrim.ink : tone === "scrimQuiet" ? scrim.quiet : theme.colors[tone];
  return (
    <Plain
      {...rest}
      {...(heading === undefined ? null : { role: "heading", "aria-level": heading })}
      style={[
        { color, fontSize: px, lineHeight: Math.round(px * LINE), fontWeight: WEIGHT[weight] },
        tabular && { fontVariant: ["tabular-nums"] },
        center && { textAlign: "center" },
        style,
      ]}
    />
  );
}
