/** How the show is doing, from what the media server and the room say. Quiet while all is well. */
import type { Ingest, IngestWarning } from "#/api/types";
import type { MessageKey } from "#/i18n/load";
import type { Connection } from "#/realtime/listener";
import type { Line } from "#/realtime/store";

type Signal = Pick<Ingest, "signal" | "bitrate_bps" | "warnings">;

/** `bad`: viewers miss something now. `watch`: some of them may, or soon. */
export type Level = "well" | "watch" | "bad";
export type Trouble = { level: Exclude<Level, "well">; message: MessageKey; code?: string };

/** Less than this, a picture of goods is mud. */
const WEAK_BPS = 350_000;

const WARNINGS: Record<IngestWarning, Trouble> = {
  AUDIO_MISSING: { level: "bad", message: "studio.troubleAudio" },
  VIDEO_MISSING: { level: "bad", message: "studio.troubleVideo" },
  VIDEO_CODEC_NOT_H264: { level: "bad", message: "studio.troubleCodec" },
  AUDIO_CODEC_UNSUPPORTED: { level: "bad", message: "studio.troubleAudioCodec" },
};

type Seen = { ingest: Signal | undefined; isUnknown: boolean; connection: Connection };

/** What is wrong, the worst first. */
export function troublesOf({ ingest, isUnknown, connection }: Seen): Trouble[] {
  const found: Trouble[] = [];
  if (isUnknown) found.push({ level: "watch", message: "studio.troubleUnknown" });
  if (ingest?.signal === "none") found.push({ level: "bad", message: "studio.troubleSignal" });
  if (ingest?.signal === "receiving") {
    for (const code of ingest.warnings) {
      // a newer gateway may know more
      found.push((WARNINGS as Partial<typeof WARNINGS>)[code] ?? { level: "watch", message: "studio.troubleOther", code });
    }
    // zero is not measured yet
    if (ingest.bitrate_bps > 0 && ingest.bitrate_bps < WEAK_BPS) {
      found.push({ level: "watch", message: "studio.troubleWeak" });
    }
  }
  if (connection === "waiting" || connection === "closed") found.push({ level: "watch", message: "studio.troubleChat" });
  return found.sort((a, b) => Number(b.level === "bad") - Number(a.level === "bad"));
}

export function levelOf(troubles: readonly Trouble[]): Level {
  return troubles[0]?.level ?? "well";
}

const MINUTE = 60_000;

/** Messages of the last minute; ids begin with the time. */
export function chatRate(lines: readonly Line[], now: number): number {
  return lines.filter((line) => line.kind === "chat" && Number(line.id.split("-")[0]) > now - MINUTE).length;
}

/** `1,240 kbit/s`, `2.4 Mbit/s`: as encoders write it. */
export function bitRate(bps: number, tag: string): string {
  const isMega = bps >= 1_000_000;
  const value = new Intl.NumberFormat(tag, { maximumFractionDigits: isMega ? 1 : 0 }).format(bps / (isMega ? 1_000_000 : 1000));
  return `${value} ${isMega ? "Mbit/s" : "kbit/s"}`;
}
