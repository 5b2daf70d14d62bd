import { newKey } from "#/api/client";
import { useChangeRules, useModerationNews } from "#/api/queries/moderation";
import type { Act } from "#/api/types";
import { undoOf } from "#/features/show/moderation/acts";
import { useActing } from "#/features/show/moderation/useActing";

/** Takes an act back: a change of the rules in the shop, all others in the show where they were done. */
export function useUndo(shopId: string, act: Act) {
  const look = useModerationNews(shopId);
  const acting = useActing(act.show_id);
  const { mutate, variables, error, isPending } = useChangeRules(shopId);
  const undo = undoOf(act);
  return {
    error: error ?? acting.error,
    isPending: isPending || acting.isPending,
    press: () => {
      if (undo) acting.press(undo, look);
      else if (act.act === "rules") mutate({ key: variables?.key ?? newKey(), change: { undoes: act.act_id } });
    },
  };
}
