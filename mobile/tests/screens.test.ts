/** No string in a screen is literal: what a person reads or hears comes from the messages. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SPOKEN = new Set([
  "title", "label", "aria-label", "accessibilityLabel", "accessibilityHint", "placeholder", "alt",
  "body", "text", "message",
]);
/** A letter of any script; marks like "·", "↓" or "99+" may stay. */
const LETTER = /\p{L}/u;
/** `home.live` as a property is the key of a message. */
const KEY = /^[a-z]+\.[a-zA-Z]+$/;

function literalsIn(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${String(line + 1)} ${text.trim()}`);
  };
  const check = (node: ts.Expression) => {
    if (ts.isStringLiteralLike(node) && LETTER.test(node.text) && !KEY.test(node.text)) report(node, node.text);
    if (ts.isTemplateExpression(node)) {
      const texts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
      if (texts.some((text) => LETTER.test(text))) report(node, texts.join("…"));
    }
    if (ts.isConditionalExpression(node)) {
      check(node.whenTrue);
      check(node.whenFalse);
    }
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && LETTER.test(node.text)) report(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && ts.isJsxElement(node.parent)) check(node.expression);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) check(node.initializer);
      else if (ts.isJsxExpression(node.initializer) && node.initializer.expression) check(node.initializer.expression);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => join(folder, name));
}

describe("screens", () => {
  it.each(["app", "src"])("%s has no literal strings", (folder) => {
    expect(filesUnder(folder).flatMap(literalsIn)).toEqual([]);
  });
});
