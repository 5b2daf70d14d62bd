import { LinkButton } from "#/components/LinkButton";
import type { LineButtonProps } from "#/features/login/LineButton";
import { lineStartUrl } from "#/features/login/return-to";

/** A plain link: LINE's own app opens only from a tap on one. */
export function LineButton({ title, onPress, ...start }: LineButtonProps) {
  return <LinkButton kind="line" title={title} href={lineStartUrl(start)} onPress={onPress} />;
}
