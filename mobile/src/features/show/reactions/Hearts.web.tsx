import { useEffect, useRef } from "react";
import { ICONS } from "#/components/Icon.paths";
import type { HeartsProps } from "#/features/show/reactions/Hearts";
import { LOOKS, RISE_MS, startsOf } from "#/features/show/reactions/looks";
import { useReducedMotion } from "#/lib/motion";
import type { ReactionKind } from "#/realtime/frames";
import type { Spot } from "#/realtime/reactions";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 32;
const SWAY = 28;

/** Made by hand, outside of React: a thousand taps draw nothing anew, and the compositor moves them alone. */
export function Hearts({ applause }: HeartsProps) {
  const box = useRef<HTMLDivElement>(null);
  const isStill = useReducedMotion();
  useEffect(() => {
    const ground = box.current;
    if (ground === null || isStill) return;
    return applause.watch(({ kind, count, spot }) => {
      if (document.hidden) return;
      for (const delay of startsOf(count, ground.childElementCount)) rise(ground, kind, delay, spot);
    });
  }, [applause, isStill]);
  return <div ref={box} aria-hidden data-testid="hearts" style={{ position: "absolute", inset: 0, pointerEvents: "none" }} />;
}

function rise(ground: HTMLElement, kind: ReactionKind, delay: number, spot?: Spot) {
  const { width, height, left, top } = ground.getBoundingClientRect();
  const x = (spot ? spot.x - left : width / 2) - SIZE / 2;
  const y = (spot ? spot.y - top : height) - SIZE;
  const sway = (Math.random() - 0.5) * 2 * SWAY;
  const sign = draw(kind);
  ground.append(sign);
  const at = (right: number, up: number, scale: number) =>
    `translate(${String(Math.round(x + right))}px, ${String(Math.round(y - up))}px) scale(${String(scale)})`;
  const way = Math.max(height * 0.8, 120);
  const rising = sign.animate(
    [
      { transform: at(0, 0, 0.6), opacity: 0 },
      { transform: at(sway / 2, way * 0.2, 1.1), opacity: 1, offset: 0.15 },
      { transform: at(sway, way, 1), opacity: 0 },
    ],
    { duration: RISE_MS, delay, easing: "ease-out", fill: "both" },
  );
  const gone = () => {
    sign.remove();
  };
  rising.onfinish = gone;
  rising.oncancel = gone;
}

function draw(kind: ReactionKind): SVGSVGElement {
  const { color, fill } = LOOKS[kind];
  const sign = document.createElementNS(SVG, "svg");
  sign.setAttribute("viewBox", "0 0 24 24");
  sign.setAttribute("fill", fill);
  sign.setAttribute("stroke", color);
  sign.setAttribute("stroke-width", "1.75");
  sign.setAttribute("stroke-linecap", "round");
  sign.setAttribute("stroke-linejoin", "round");
  sign.style.cssText = `position:absolute;left:0;top:0;width:${String(SIZE)}px;height:${String(SIZE)}px;will-change:transform,opacity`;
  for (const d of ICONS[kind]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    sign.append(path);
  }
  return sign;
}
