import { Suspense, lazy, useState } from "react";
import { Button } from "#/components";
import type { ProofProps } from "#/features/claims/Proof";

const Proof = lazy(async () => ({ default: (await import("#/features/claims/Proof")).Proof }));

type Props = Omit<ProofProps, "onClose"> & { title: string; label: string };

/** The way to the proof, which few people open: it comes when it is asked for. */
export function ProofButton({ title, label, ...proof }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        kind="quiet"
        title={title}
        label={label}
        onPress={() => {
          setOpen(true);
        }}
      />
      {isOpen ? (
        <Suspense fallback={null}>
          <Proof
            {...proof}
            onClose={() => {
              setOpen(false);
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}
