import { Pressable, StyleSheet, View } from "react-native";
import { Icon, Text } from "#/components";
import { Card } from "#/components/Card";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useTheme, type SchemeChoice } from "#/theme/context";
import { TARGET, space } from "#/theme/tokens";

const SCHEMES: [SchemeChoice, MessageKey][] = [
  ["system", "account.schemeSystem"],
  ["light", "account.schemeLight"],
  ["dark", "account.schemeDark"],
];

/** Light or dark, and larger text; kept on this device. */
export function Appearance() {
  const { t } = useI18n();
  const { choice, choose, isLargeText, setLargeText } = useTheme();
  return (
    <Card title={t("account.appearance")}>
      <View role="radiogroup" aria-label={t("account.appearance")}>
        {SCHEMES.map(([scheme, name]) => (
          <Choice
            key={scheme}
            role="radio"
            title={t(name)}
            isOn={choice === scheme}
            onPress={() => {
              choose(scheme);
            }}
          />
        ))}
      </View>
      <Choice
        role="checkbox"
        title={t("account.largeText")}
        isOn={isLargeText}
        onPress={() => {
          setLargeText(!isLargeText);
        }}
      />
    </Card>
  );
}

type Props = { role: "radio" | "checkbox"; title: string; isOn: boolean; onPress: () => void };

function Choice({ role, title, isOn, onPress }: Props) {
  const { colors } = useTheme();
  return (
    <Pressable role={role} aria-checked={isOn} onPress={onPress} style={styles.row}>
      <Text style={styles.grow} weight={isOn ? "medium" : "normal"}>
        {title}
      </Text>
      {isOn ? <Icon name="check" size={20} color={colors.jade} /> : null}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: TARGET },
  grow: { flex: 1 },
});
