/** Nobody is told things in a browser that is closed. */
export function leavePush(): Promise<void> {
  return Promise.resolve();
}
