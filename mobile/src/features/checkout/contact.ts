/** The contact as the order service takes it, checked before it is sent. */
import type { Contact } from "#/api/types";

export type ContactField = keyof Contact;
export const FIELDS: readonly ContactField[] = ["name", "phone", "address"];
export const EMPTY: Contact = { name: "", phone: "", address: "" };

const PHONE = /^\+?[0-9]{6,20}$/;
const MAX = { name: 80, phone: 20, address: 300 } as const;

/** Spaces, dashes and brackets are how people write numbers; full-width digits come from CJK keyboards. */
export function tidyPhone(phone: string): string {
  return phone.normalize("NFKC").replace(/[\s\-().]/g, "");
}

export function tidy(contact: Contact): Contact {
  return {
    name: contact.name.replace(/\s+/g, " ").trim(),
    phone: tidyPhone(contact.phone),
    address: contact.address.replace(/[^\S\n]+/g, " ").trim(),
  };
}

/** The fields that cannot be sent; `tidy` first. */
export function wrongFields(contact: Contact): ContactField[] {
  return FIELDS.filter((field) =>
    field === "phone"
      ? !PHONE.test(contact.phone)
      : contact[field] === "" || Array.from(contact[field]).length > MAX[field],
  );
}
