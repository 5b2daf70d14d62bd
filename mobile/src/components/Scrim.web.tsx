import type { ScrimProps } from "#/components/Scrim";

/** Darkens the picture under text, from one edge inwards. */
export function Scrim({ edge }: ScrimProps) {
  const to = edge === "top" ? "to bottom" : "to top";
  return (
    <div
      aria-hidden
      style={{
        position: "absolute",
        inset: 0,
        pointerEvents: "none",
        background: `linear-gradient(${to}, rgba(15,14,19,.85), rgba(15,14,19,.7) 65%, rgba(15,14,19,0))`,
      }}
    />
  );
}
