/** Push with its real parts. */
import { api, newKey } from "#/api/client";
import { keep, recall } from "#/lib/storage";
import { phone } from "#/push/phone";
import { PushRegistrar } from "#/push/registrar";

export const push = new PushRegistrar({
  port: phone,
  put: (body, key) => api.put("/v1/me/push-token", { body, key }),
  remove: (key) => api.delete("/v1/me/push-token", { key }),
  newKey,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms * (0.75 + Math.random() / 2))),
  note: {
    read: () => recall("push") !== null,
    write: (isThere) => {
      keep("push", isThere ? "1" : null);
    },
  },
});

export function leavePush(): Promise<void> {
  return push.leave();
}
