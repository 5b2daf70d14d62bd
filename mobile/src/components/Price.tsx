import type { Money } from "#/api/types";
import { Text, type Props as TextProps } from "#/components/Text";
import { useI18n } from "#/i18n/context";

/** Never broken across lines, digits of one width. `was` is struck through in front. */
export function Price({ money, was, ...rest }: { money: Money; was?: Money } & TextProps) {
  const i18n = useI18n();
  return (
    <Text weight="bold" tabular numberOfLines={1} {...rest}>
      {was ? (
        <Text size="s" tone="quiet" tabular style={{ textDecorationLine: "line-through" }}>
          {i18n.money(was)}
        </Text>
      ) : null}
      {was ? " " : null}
      {i18n.money(money)}
    </Text>
  );
}
