import Svg, { Path } from "react-native-svg";
import { ICONS, type IconName } from "#/components/Icon.paths";

export type IconProps = { name: IconName; size?: number; color: string };

/** Decoration only: whoever can be pressed has the label. */
export function Icon({ name, size = 24, color }: IconProps) {
  return (
    <Svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      {ICONS[name].map((path) => (
        <Path
          key={path}
          d={path}
          stroke={color}
          strokeWidth={1.75}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </Svg>
  );
}
