/** A browser's session is in cookies that no script can read. */
import { readProblem } from "#/api/errors";
import { hadSession, noteSession } from "#/lib/session-hint";

type Renewal = (body: { refresh_token?: string }) => Promise<Response>;

const NONE: Record<string, string> = {};

async function renew(post: Renewal): Promise<boolean> {
  if (!hadSession()) return false;
  const response = await post({});
  if (response.ok) return true;
  const problem = await readProblem(response);
  if (problem.reason === "REFRESH_IN_PROGRESS") {
    await new Promise((done) => setTimeout(done, 400)); // another tab is at it; its cookie is ours too
    return true;
  }
  if (problem.status !== 401) throw problem;
  noteSession(false);
  return false;
}

export const session = {
  credentials: "same-origin" as RequestCredentials,
  headers: (): Promise<Record<string, string>> => Promise.resolve(NONE),
  renew,
  end: (): Promise<void> => {
    noteSession(false);
    return Promise.resolve();
  },
};
