import { useEffect, useRef, useState } from "react";
import { GAP, spotFor, type Spot } from "#/features/show/sheets/small";
import type { PictureProps } from "#/features/show/sheets/picture";
import { useReducedMotion } from "#/lib/motion";
import { motion, radius } from "#/theme/tokens";

/** Less is a tap with an unsteady thumb. */
const DRAG_PX = 6;

type Grip = { id: number; x: number; y: number; left: number; top: number; hasMoved: boolean };

/**
 * The show's picture, in full or small in a corner over a sheet. Only its box changes: the player
 * inside stays as it is and plays on. Small, a tap leads back to the show, and it can be moved.
 */
export function Picture({ full, isSmall, size, top, seen, label, onReturn, onAspect, children }: PictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const grip = useRef<Grip | null>(null);
  const [spot, setSpot] = useState<Spot | null>(null);
  const [drag, setDrag] = useState<{ left: number; top: number } | null>(null);
  const isStill = useReducedMotion();

  useEffect(() => {
    if (!isSmall) return;
    const video = box.current?.querySelector("video");
    if (video && video.videoHeight > 0) onAspect(video.videoWidth / video.videoHeight);
  }, [isSmall, onAspect]);

  const side = spot?.side ?? "right";
  const rest = {
    left: side === "left" ? GAP : seen.width - size.width - GAP,
    top: Math.min(spot?.y ?? top, seen.height - size.height - GAP),
  };
  const at = drag ?? rest;
  const place = isSmall
    ? { ...at, ...size, zIndex: 3, borderRadius: radius.s, boxShadow: "0 4px 16px rgba(0,0,0,.5)" }
    : { left: 0, top: full.top, width: seen.width, height: full.height ?? `calc(100% - ${full.top + full.bottom}px)`, zIndex: 0 };

  const end = (event: React.PointerEvent) => {
    const held = grip.current;
    if (held?.id !== event.pointerId) return;
    if (held.hasMoved && drag) setSpot(spotFor(drag.left, drag.top, size, seen));
    setDrag(null);
  };

  return (
    <div
      ref={box}
      style={{
        position: "absolute",
        overflow: "hidden",
        background: "#000",
        ...place,
        transition: isStill || drag ? "none" : `left ${motion.usual}ms ease-out, top ${motion.usual}ms ease-out, width ${motion.usual}ms ease-out, height ${motion.usual}ms ease-out`,
      }}
    >
      <div inert={isSmall} style={{ position: "absolute", inset: 0 }}>
        {children}
      </div>
      {isSmall ? (
        <button
          type="button"
          aria-label={label}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            grip.current = { id: event.pointerId, x: event.clientX, y: event.clientY, left: at.left, top: at.top, hasMoved: false };
          }}
          onPointerMove={(event) => {
            const held = grip.current;
            if (held?.id !== event.pointerId || event.buttons === 0) return;
            const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
            held.hasMoved ||= Math.hypot(dx, dy) > DRAG_PX;
            if (held.hasMoved) setDrag({ left: held.left + dx, top: held.top + dy });
          }}
          onPointerUp={end}
          onPointerCancel={end}
          onClick={() => {
            const held = grip.current;
            grip.current = null;
            if (!held?.hasMoved) onReturn();
          }}
          style={{ position: "absolute", inset: 0, width: "100%", height: "100%", border: 0, padding: 0, background: "transparent", cursor: "pointer", touchAction: "none" }}
        />
      ) : null}
    </div>
  );
}
