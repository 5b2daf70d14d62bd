/** What the native part tells and takes; both platforms use these very words. */

/** Upright pictures: 480 × 854, 720 × 1280, 1080 × 1920. */
export type Quality = "low" | "medium" | "high";

/**
 * - `connected`: the server takes the picture.
 * - `lost`: the connection ended or never came about; trying again may help.
 * - `refused`: the server does not take this ticket, or the encoder does not start.
 * - `interrupted` / `resumed`: a call or another app has the camera or the microphone, and gave it back.
 */
export type Fact = { type: "connected" | "lost" | "refused" | "interrupted" | "resumed" };

export type Figures = { bitsPerSecond: number; framesPerSecond: number };

export type BroadcasterHandle = {
  /** Sends to `url`/`key` (RTMPS). What came of it is told by `onFact`. */
  start: (url: string, key: string) => Promise<void>;
  stop: () => Promise<void>;
  flip: () => Promise<void>;
  setTorch: (isOn: boolean) => Promise<void>;
  setMuted: (isMuted: boolean) => Promise<void>;
};
