export { BroadcasterView } from "./src/BroadcasterView";
export type { BroadcasterHandle, Fact, Figures, Quality } from "./src/types";
