import { useEffect, useRef } from "react";
import { Pressable, StyleSheet, View, type TextInput } from "react-native";
import type { Contact } from "#/api/types";
import { Icon, Text } from "#/components";
import { Card } from "#/components/Card";
import { Field } from "#/components/Field";
import { FIELDS, readKept, type ContactField } from "#/features/checkout/contact";
import { useI18n } from "#/i18n/context";
import { keep, recall } from "#/lib/storage";
import { useTheme } from "#/theme/context";
import { TARGET, space } from "#/theme/tokens";

const KEPT = "contact";

export function recallContact(): Contact | null {
  return readKept(recall(KEPT));
}

/** On this device only, and only when she ticked it. */
export function keepContact(contact: Contact | null): void {
  keep(KEPT, contact === null ? null : JSON.stringify(contact));
}

type Props = {
  contact: Contact;
  wrong: readonly ContactField[];
  /** Rises whenever a press was refused for what is wrong: the first such field gets the focus. */
  asked: number;
  isKept: boolean;
  onChange: (field: ContactField, value: string) => void;
  onKeep: (isKept: boolean) => void;
};

export function ContactForm({ contact, wrong, asked, isKept, onChange, onKeep }: Props) {
  const { t } = useI18n();
  const { colors } = useTheme();
  const name = useRef<TextInput>(null);
  const phone = useRef<TextInput>(null);
  const address = useRef<TextInput>(null);
  const first = FIELDS.find((field) => wrong.includes(field));
  const said = useRef(asked);
  useEffect(() => {
    if (said.current === asked || first === undefined) return;
    said.current = asked;
    ({ name, phone, address })[first].current?.focus();
  }, [asked, first]);
  const sayWrong = (field: ContactField, text: string) => (wrong.includes(field) ? text : undefined);
  return (
    <Card title={t("checkout.contact")}>
      <Field
        ref={name}
        label={t("checkout.name")}
        value={contact.name}
        autoComplete="name"
        maxLength={80}
        enterKeyHint="next"
        wrong={sayWrong("name", t("checkout.nameWrong"))}
        onChange={(value) => {
          onChange("name", value);
        }}
      />
      <Field
        ref={phone}
        label={t("checkout.phone")}
        value={contact.phone}
        autoComplete="tel"
        inputMode="tel"
        maxLength={30}
        enterKeyHint="next"
        wrong={sayWrong("phone", t("checkout.phoneWrong"))}
        onChange={(value) => {
          onChange("phone", value);
        }}
      />
      <Field
        ref={address}
        label={t("checkout.address")}
        value={contact.address}
        autoComplete="street-address"
        maxLength={300}
        multiline
        hint={t("checkout.addressHint")}
        wrong={sayWrong("address", t("checkout.addressWrong"))}
        onChange={(value) => {
          onChange("address", value);
        }}
      />
      <Pressable
        role="checkbox"
        aria-checked={isKept}
        aria-label={t("checkout.keep")}
        onPress={() => {
          onKeep(!isKept);
        }}
        style={styles.keep}
      >
        <View style={[styles.box, { borderColor: isKept ? colors.jade : colors.quiet }]}>
          {isKept ? <Icon name="check" size={18} color={colors.jade} /> : null}
        </View>
        <Text size="s" style={styles.grow}>
          {t("checkout.keep")}
        </Text>
      </Pressable>
    </Card>
  );
}

const styles = StyleSheet.create({
  keep: { flexDirection: "row", alignItems: "center", gap: space.m, minHeight: TARGET },
  box: { width: 24, height: 24, borderWidth: 2, borderRadius: 6, alignItems: "center", justifyContent: "center" },
  grow: { flex: 1 },
});
