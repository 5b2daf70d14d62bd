import { Platform, Share } from "react-native";
import { useClaimProof } from "#/api/queries/claim-proof";
import type { Claim } from "#/api/types";
import { Button, Sheet, Text } from "#/components";
import { LinkButton } from "#/components/LinkButton";
import { ErrorNotice } from "#/components/Notice";
import { heldText } from "#/features/claims/words";
import { useI18n } from "#/i18n/context";

export type ProofProps = {
  showId: string;
  productId: string;
  claim?: Claim;
  /** What became of it, where that is said in other words than a claim's. */
  said?: string;
  onClose: () => void;
};

/** What was signed for her claim, and what everybody can check about all of them. */
export function Proof({ showId, productId, claim, said, onClose }: ProofProps) {
  const { t, dateTime } = useI18n();
  const proof = useClaimProof(showId, productId);
  const { root = "", public_key: key = "" } = proof.data ?? {};
  return (
    <Sheet title={t("claims.receipt")} isOpen onClose={onClose}>
      {claim ? (
        <>
          <Text weight="medium">{claim.title}</Text>
          <Text tabular>{[said ?? (claim.state === "waiting" ? t("claims.waiting", { line: claim.ahead + 1 }) : heldText(claim, { t })), dateTime(claim.make_time)].join(" · ")}</Text>
        </>
      ) : null}
      <Text size="s" tone="quiet">
        {t("claims.proofBody")}
      </Text>
      {claim ? <Signed title={t("claims.signed")} text={`${claim.receipt}\n${claim.signature}`} /> : null}
      {root ? <Signed title={t("claims.root")} text={root} /> : null}
      {proof.isError ? <ErrorNotice error={proof.error} /> : null}
      {claim && key ? (
        <Button
          title={t("claims.save")}
          onPress={() => {
            save(`${[claim.receipt, claim.signature, key, root].join("\n")}\n`, `claim-${String(claim.place)}.txt`);
          }}
        />
      ) : null}
      <LinkButton kind="outline" title={t("claims.checkAll")} href={`/v1/shows/${showId}/claim-listings/${productId}/receipts?page_size=100`} />
    </Sheet>
  );
}

function Signed({ title, text }: { title: string; text: string }) {
  return (
    <>
      <Text size="s" weight="medium">
        {title}
      </Text>
      <Text size="xs" tone="quiet" tabular>
        {text}
      </Text>
    </>
  );
}

/** A file of the receipt, its signature, the key and the root, a line each; phones pass the text on. */
function save(text: string, name: string) {
  if (Platform.OS !== "web") {
    void Share.share({ message: text });
    return;
  }
  const link = document.createElement("a");
  link.href = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
  link.download = name;
  link.click();
}
