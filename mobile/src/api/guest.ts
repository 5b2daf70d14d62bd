/**
 * A phone's guest: what the gateway gave with the first thing put into a cart. It is shown with every
 * call, and forgotten when the gateway says so: then its carts are in the person's own.
 */
import { vaultFor } from "#/lib/vault";

const NAME = "Guest-Token";
const vault = vaultFor("guest");
let kept: Promise<string | null> | null = null;

export const guest = {
  async headers(): Promise<Record<string, string>> {
    const token = await (kept ??= vault.read());
    return token ? { [NAME]: token } : {};
  },

  async note(answer: Headers): Promise<void> {
    const told = answer.get(NAME);
    if (told === null || told === (await kept)) return;
    kept = Promise.resolve(told || null);
    await vault.write(told || null);
  },
};
