// There and back again, each time half of it: the mean with its neighbours, and with theirs.
const SHIFTS = [
  [1, 0],
  [-1, 0],
  [2, 0],
  [-2, 0],
  [0, 1],
  [0, -1],
] as const;
const SHADE = 0.55;

/**
 * The picture, soft and dark, on a ground of a few pixels that the browser stretches smoothly. Blurred here,
 * once for each painting: a filter in the style is worked out anew for each frame of the video before it, on a
 * machine that draws by its processor a third of a core for each player.
 */
export function paintGround(from: HTMLVideoElement, to: HTMLCanvasElement): void {
  const brush = to.getContext("2d");
  if (brush === null) return;
  brush.globalAlpha = 1;
  brush.drawImage(from, 0, 0, to.width, to.height);
  brush.globalAlpha = 0.5;
  for (const [x, y] of SHIFTS) brush.drawImage(to, x, y);
  brush.globalAlpha = SHADE;
  brush.fillRect(0, 0, to.width, to.height);
}
