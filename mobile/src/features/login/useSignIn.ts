import { useRouter } from "expo-router";
import { useCallback } from "react";

/** Go to the log-in and come back to `returnTo`: a path of ours, with what was about to be done. */
export function useSignIn() {
  const router = useRouter();
  return useCallback(
    (returnTo: string) => {
      router.push(`/login?return_to=${encodeURIComponent(returnTo)}`);
    },
    [router],
  );
}
