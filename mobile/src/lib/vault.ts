/**
 * The phone's own safe (Keychain, Keystore) for what lets someone in.
 *
 * - Readable after the first unlock, so that a renewal behind a locked screen works; never copied to
 *   another phone.
 * - iOS keeps it when the app is removed: what an earlier installation left is thrown away.
 * - What cannot be read is not there: she signs in again, the app goes on.
 */
import * as SecureStore from "expo-secure-store";
import type { Vault } from "#/api/tokens";
import { keep, recall } from "#/lib/storage";

const OPTIONS: SecureStore.SecureStoreOptions = {
  keychainAccessible: SecureStore.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY,
};
const NAMES = ["session", "login", "guest"] as const;

let isOurs: Promise<void> | null = null;

async function throwAwayOlder(): Promise<void> {
  if (recall("installed") !== null) return;
  for (const name of NAMES) await SecureStore.deleteItemAsync(name, OPTIONS);
  keep("installed", "1");
}

export function vaultFor(name: (typeof NAMES)[number]): Vault {
  return {
    async read() {
      try {
        await (isOurs ??= throwAwayOlder());
        return await SecureStore.getItemAsync(name, OPTIONS);
      } catch {
        isOurs = null;
        return null;
      }
    },
    async write(text) {
      await (isOurs ??= throwAwayOlder());
      if (text === null) await SecureStore.deleteItemAsync(name, OPTIONS);
      else await SecureStore.setItemAsync(name, text, OPTIONS);
    },
  };
}
