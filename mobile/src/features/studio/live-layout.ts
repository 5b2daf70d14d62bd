import type { LiveShow } from "#/features/studio/useLive";

export type LiveLayoutProps = { live: LiveShow; onEnd: () => void; onEdit: () => void };
