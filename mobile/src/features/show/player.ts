/** What the two players, for browsers and for phones, and the engines under them agree on. */
import type { Part } from "#/features/show/timeline";

export type Source = { kind: "live"; hlsUrl: string; whepUrl: string } | { kind: "replay"; parts: readonly Part[] };

export type PlayerPhase =
  | "starting"
  | "playing"
  | "paused"
  /** Stopped for want of data; said only after a while. */
  | "waiting"
  /** The address answers that nothing is there (yet, or any more). */
  | "gone"
  | "failed"
  /** The browser lets it play only after a tap. */
  | "blocked"
  /** A replay is over. */
  | "over";

export type Protocol = "WHEP" | "LL-HLS" | "HLS" | "MP4";

/** One quality that the server offers; 0 where it does not say. An upright 720p is 1280 high: `height` is the shorter side. */
export type Level = { height: number; frameRate: number; bitrate: number };
/** The engine chooses by itself. */
export const AUTO = -1;

/** What an engine tells while it works. */
export type Reports = {
  say: (phase: PlayerPhase) => void;
  /** There is something to play: begin, if she wants that. */
  start: () => void;
};

/** Puts a source into a <video>; whoever made it stops it. */
export type Engine = {
  readonly protocol: Protocol;
  stop: () => void;
  /** Begin anew: the last resort against a stuck picture, and what a return of the network asks for. */
  reload: () => void;
  /** Something milder than a reload against a stuck picture; false where there is nothing. */
  recover: () => boolean;
  levels: () => readonly Level[];
  /** Index into `levels`, or AUTO. */
  chosen: () => number;
  choose: (level: number) => void;
  /** When what is seen now was taken, by the origin's clock, in ms; null where nobody says. */
  takenAt: () => number | null;
  /** How far behind its place a live picture is, in s; 0 for a replay. */
  behind: () => number;
  toLive: () => void;
  /** Bits per second that the way here carries; null where nobody knows. */
  bandwidth: () => number | null;
  /** Seconds from the beginning of the whole, and how long that is. */
  position: () => number;
  duration: () => number;
  seek: (seconds: number) => void;
};

/** The player as its controls see it. */
export type Reading = {
  isPaused: boolean;
  position: number;
  duration: number;
  behind: number;
  levels: readonly Level[];
  chosen: number;
  /** What is seen now. */
  height: number;
  frameRate: number;
  isInPip: boolean;
};

/** Figures on demand. */
export type Figures = {
  protocol: Protocol;
  takenAt: number | null;
  bufferS: number;
  bandwidth: number | null;
  dropped: number;
  decoded: number;
  width: number;
  height: number;
};

export type PlayerProps = {
  source: Source;
  label: string;
  isMuted: boolean;
  /** 0 to 1. */
  volume: number;
  /** The height that she chose, or 0 for automatic. */
  quality: number;
  onPhase: (phase: PlayerPhase) => void;
  /** The browser plays it only without sound. */
  onSoundRefused: () => void;
  ref?: React.Ref<PlayerHandle>;
};

export type PlayerHandle = {
  play: () => void;
  toggle: () => void;
  seek: (seconds: number) => void;
  toLive: () => void;
  choose: (level: number) => void;
  /** Only where the page itself cannot be made full screen (iPhone). */
  fullscreenVideo: () => void;
  canPip: () => boolean;
  togglePip: () => void;
  read: () => Reading | null;
  figures: () => Figures | null;
};
