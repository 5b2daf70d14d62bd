import type { LinkButtonProps } from "#/components/LinkButton";
import { useTheme } from "#/theme/context";
import { LINE, TARGET, radius, space } from "#/theme/tokens";

/** LINE's button colour with black text: its white is not readable on it. */
const LINE_GREEN = { ground: "#06C755", ink: "#06150C" } as const;

/** A plain link: some apps open only when a person taps one, never by a script. */
export function LinkButton({ title, href, kind = "primary", onPress }: LinkButtonProps) {
  const { colors, font } = useTheme();
  const look = {
    primary: { background: colors.lantern, color: colors.onLantern, border: "0" },
    outline: { background: "transparent", color: colors.ink, border: `1px solid ${colors.line}` },
    line: { background: LINE_GREEN.ground, color: LINE_GREEN.ink, border: "0" },
  }[kind];
  return (
    <a
      href={href}
      onClick={onPress}
      style={{
        ...look,
        display: "flex",
        alignItems: "center",
        justifyContent: "center",
        boxSizing: "border-box",
        minHeight: kind === "line" ? TARGET + 8 : TARGET,
        padding: `${space.s}px ${space.l}px`,
        borderRadius: radius.pill,
        fontFamily: "system-ui, sans-serif",
        fontSize: font("m"),
        lineHeight: LINE,
        fontWeight: 600,
        textAlign: "center",
        textDecoration: "none",
      }}
    >
      {title}
    </a>
  );
}
