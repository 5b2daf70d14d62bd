import type { SliderProps } from "#/features/show/controls/Slider";
import { useTheme } from "#/theme/context";
import { TARGET } from "#/theme/tokens";

/** The browser's own slider: keys, touch and screen readers come with it. */
export function Slider({ label, value, max, step, text, onChange, width }: SliderProps) {
  const { colors } = useTheme();
  return (
    <input
      type="range"
      aria-label={label}
      aria-valuetext={text}
      min={0}
      max={max}
      step={step}
      value={value}
      onChange={(event) => {
        onChange(Number(event.currentTarget.value));
      }}
      style={{
        width: width ?? "100%",
        height: TARGET,
        margin: 0,
        accentColor: colors.lantern,
        background: "transparent",
        cursor: "pointer",
        touchAction: "none",
      }}
    />
  );
}
