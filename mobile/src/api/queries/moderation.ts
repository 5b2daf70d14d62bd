/** What moderators do in a show's chat. */
import { useMutation } from "@tanstack/react-query";
import { api } from "#/api/client";
import { asMember } from "#/api/queries/studio";
import type { NewAct } from "#/api/types";

export type ActIntent = { key: string; act: NewAct };

/** The room tells everyone, the moderator too, what came of it. */
export function useModerate(showId: string) {
  return useMutation({
    mutationFn: ({ key, act }: ActIntent) =>
      asMember(() => api.post("/v1/shows/{show_id}/moderation", { path: { show_id: showId }, body: act, key })),
  });
}
