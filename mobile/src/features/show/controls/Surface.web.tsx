import { useRef, type PointerEvent } from "react";
import { isSecond, type Tap } from "#/features/show/controls/taps";
import type { SurfaceProps } from "#/features/show/controls/Surface";
import { useReducedMotion } from "#/lib/motion";
import { motion } from "#/theme/tokens";

/**
 * A touch shows or hides the controls, a mouse that moves shows them, and so does the keyboard that
 * comes to one of them: hidden, they can still be reached by Tab.
 */
export function Surface({ isShown, onWake, onTap, onLike, onLeave, onFull, over, children }: SurfaceProps) {
  const last = useRef<Tap | null>(null);
  const isByMouse = useRef(true);
  const isStill = useReducedMotion();
  const isMouse = (event: PointerEvent) => event.pointerType === "mouse";
  return (
    <div
      data-testid="controls"
      data-shown={isShown}
      onPointerMove={(event) => {
        if (isMouse(event)) onWake();
      }}
      onPointerLeave={(event) => {
        if (isMouse(event)) onLeave();
      }}
      onFocus={onWake}
      onKeyDown={onWake}
      // A stacking of its own: what the stage puts over the picture stays above all of it.
      style={{ position: "absolute", inset: 0, zIndex: 0, cursor: isShown ? "auto" : "none" }}
    >
      <div
        aria-hidden
        onPointerUp={(event) => {
          isByMouse.current = isMouse(event);
          if (isByMouse.current) return;
          // when it was, not when a busy phone came to it
          const tap = { x: event.clientX, y: event.clientY, at: event.timeStamp };
          if (onLike && isSecond(tap, last.current)) onLike(tap);
          else onTap();
          last.current = tap;
        }}
        onDoubleClick={() => {
          if (isByMouse.current) onFull();
        }}
        // On top while they are hidden: the tap that shows the controls must not press one.
        style={{ position: "absolute", inset: 0, zIndex: isShown ? 0 : 2, touchAction: "manipulation" }}
      />
      <div
        onPointerUp={onWake}
        style={{
          position: "absolute",
          inset: 0,
          zIndex: 1,
          pointerEvents: "none",
          opacity: isShown ? 1 : 0,
          transition: isStill ? "none" : `opacity ${String(motion.usual)}ms ease-out`,
        }}
      >
        {children}
      </div>
      {over}
    </div>
  );
}
