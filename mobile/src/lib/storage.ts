/** Small settings that may be lost: one file of the app's own. A phone has no localStorage. */
import { File, Paths } from "expo-file-system";

const NAME = "settings.json";
let kept: Map<string, string> | null = null;

function readFile(): Map<string, string> {
  try {
    const file = new File(Paths.document, NAME);
    if (!file.exists) return new Map();
    const entries = Object.entries(JSON.parse(file.textSync()) as Record<string, unknown>);
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return new Map(); // cut off in the middle of a write: settings may be lost
  }
}

export function isLasting(): boolean {
  return true;
}

export function recall(name: string): string | null {
  kept ??= readFile();
  return kept.get(name) ?? null;
}

export function keep(name: string, value: string | null): void {
  kept ??= readFile();
  if ((kept.get(name) ?? null) === value) return;
  if (value === null) kept.delete(name);
  else kept.set(name, value);
  try {
    new File(Paths.document, NAME).write(JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // full: the memory has it until the app is closed
  }
}
