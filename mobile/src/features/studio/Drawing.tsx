import Svg, { Path } from "react-native-svg";

export type DrawingProps = { width: number; height: number; fills: { d: string; color: string; opacity?: number }[]; line?: { d: string; color: string } };

/** Shapes without words: those stand beside it. */
export function Drawing({ width, height, fills, line }: DrawingProps) {
  return (
    <Svg width={width} height={height} aria-hidden>
      {fills.map(({ d, color, opacity }) => (
        <Path key={d} d={d} fill={color} fillOpacity={opacity ?? 1} />
      ))}
      {line ? <Path d={line.d} stroke={line.color} strokeWidth={2} fill="none" /> : null}
    </Svg>
  );
}
