/** What the two players, for browsers and for phones, agree on. */
export type Source = { kind: "live" | "replay"; url: string };

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
  | "blocked";

export type PlayerProps = {
  source: Source;
  label: string;
  isMuted: boolean;
  onPhase: (phase: PlayerPhase) => void;
  ref?: React.Ref<PlayerHandle>;
};

export type PlayerHandle = {
  play: () => void;
  toggle: () => void;
  /** Only where the page itself cannot be made full screen (iPhone). */
  fullscreenVideo: () => void;
};
