import ts from "typescript";

/** Members of `process` that belong to a program, not to a library. */
const programOnly = new Set(["argv", "exit", "exitCode", "stdin", "stdout", "stderr"]);

/**
 * Places where a source file prints, reads the command line or exits: what only apps may do.
 *
 * @returns a line for each, such as `12: process.exit`
 */
export function programUses(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const uses: string[] = [];
  const report = (node: ts.Node, what: string) => {
    uses.push(`${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const owner = node.expression.getText().replace(/^globalThis\./, "");
      const member = ts.isPropertyAccessExpression(node) ? node.name.text : literalOf(node.argumentExpression);
      if (owner === "console" || (owner === "process" && programOnly.has(member))) report(node, `${owner}.${member}`);
    }
    if (ts.isImportDeclaration(node) && /^"(node:)?(process|console)"$/.test(node.moduleSpecifier.getText())) {
      for (const name of importedNames(node)) if (programOnly.has(name) || name === "log") report(node, name);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

function literalOf(expression: ts.Expression): string {
  return ts.isStringLiteralLike(expression) ? expression.text : "";
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}
