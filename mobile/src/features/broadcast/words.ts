/** What is said about troubles and failures. */
import { ApiError } from "#/api/errors";
import type { Device, Trouble } from "#/features/broadcast/devices";
import type { I18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { messageOf } from "#/i18n/reasons";
import { SignalError, type Failure } from "#/lib/signal";

type PerDevice = Record<Device, MessageKey>;

const TROUBLES: Record<Trouble, PerDevice> = {
  denied: { camera: "broadcast.deniedCamera", microphone: "broadcast.deniedMicrophone", screen: "broadcast.deniedScreen" },
  absent: { camera: "broadcast.absentCamera", microphone: "broadcast.absentMicrophone", screen: "broadcast.deniedScreen" },
  taken: { camera: "broadcast.takenCamera", microphone: "broadcast.takenCamera", screen: "broadcast.deniedScreen" },
  insecure: { camera: "broadcast.insecure", microphone: "broadcast.insecure", screen: "broadcast.insecure" },
  unsupported: { camera: "broadcast.unsupported", microphone: "broadcast.unsupported", screen: "broadcast.unsupported" },
  lost: { camera: "broadcast.lostCamera", microphone: "broadcast.lostMicrophone", screen: "broadcast.lostScreen" },
};

const FAILURES: Record<Failure, MessageKey> = {
  refused: "broadcast.failRefused",
  absent: "broadcast.failBusy",
  busy: "broadcast.failBusy",
  rejected: "broadcast.failRejected",
  unreachable: "broadcast.failUnreachable",
  dead: "broadcast.failDead",
};

export function troubleText(what: Trouble, device: Device): MessageKey {
  return TROUBLES[what][device];
}

export function failureText(error: unknown, i18n: Pick<I18n, "t">): string {
  return error instanceof SignalError ? i18n.t(FAILURES[error.failure]) : messageOf(error, i18n);
}

/** Small beneath, for whoever is asked for help. */
export function failureCode(error: unknown): string | undefined {
  if (error instanceof SignalError) return `WHIP_${error.failure.toUpperCase()}`;
  return error instanceof ApiError ? error.reason : undefined;
}
