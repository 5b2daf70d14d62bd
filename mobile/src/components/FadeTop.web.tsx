import type { ReactNode } from "react";

const MASK = "linear-gradient(to bottom, transparent, #000 28%)";

export function FadeTop({ children, height }: { children: ReactNode; height: number }) {
  return (
    <div style={{ display: "flex", flexDirection: "column", height, maskImage: MASK, WebkitMaskImage: MASK }}>
      {children}
    </div>
  );
}
