import { newKey } from "#/api/client";
import { useModerate } from "#/api/queries/moderation";
import type { Act, NewAct } from "#/api/types";
import { isSameAct } from "#/features/show/moderation/acts";

/** The same act again after a failure is the same intention: it must not happen twice. */
export function useActing(showId: string) {
  const { mutate, reset, variables, error, isPending } = useModerate(showId);
  return {
    error,
    isPending,
    press: (act: NewAct, then: (made: Act) => void) => {
      const isAgain = error !== null && isSameAct(variables.act, act);
      mutate({ key: isAgain ? variables.key : newKey(), act }, { onSuccess: then });
    },
    /** What is still on its way is heard out. */
    forget: () => {
      if (!isPending) reset();
    },
  };
}
