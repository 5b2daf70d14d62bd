import type { DrawingProps } from "#/features/studio/Drawing";

export function Drawing({ width, height, fills, line }: DrawingProps) {
  return (
    <svg width={width} height={height} aria-hidden style={{ display: "block", overflow: "visible" }}>
      {fills.map(({ d, color, opacity }) => (
        <path key={d} d={d} fill={color} fillOpacity={opacity ?? 1} />
      ))}
      {line ? <path d={line.d} stroke={line.color} strokeWidth={2} fill="none" strokeLinejoin="round" /> : null}
    </svg>
  );
}
