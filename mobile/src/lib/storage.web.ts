/** Small settings that may be lost. In-app browsers refuse storage at times: then nothing is kept. */
const memory = new Map<string, string>();

function shelf(): Storage | null {
  try {
    return typeof localStorage === "undefined" ? null : localStorage;
  } catch {
    return null;
  }
}

export function isLasting(): boolean {
  return shelf() !== null;
}

export function recall(name: string): string | null {
  try {
    return shelf()?.getItem(`nm.${name}`) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

export function keep(name: string, value: string | null): void {
  if (value === null) memory.delete(name);
  else memory.set(name, value);
  try {
    if (value === null) shelf()?.removeItem(`nm.${name}`);
    else shelf()?.setItem(`nm.${name}`, value);
  } catch {
    // full or refused: memory has it
  }
}
