import { Field } from "#/components/Field";

export type DateTimeFieldProps = { label: string; hint?: string; wrong?: string; value: string; onChange: (value: string) => void };

/** Phones: typed as `2026-12-31 20:00`. */
export function DateTimeField({ value, onChange, ...rest }: DateTimeFieldProps) {
  return <Field {...rest} value={value.replace("T", " ")} onChange={onChange} inputMode="text" maxLength={16} />;
}
