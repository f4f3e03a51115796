import ts from 'typescript';

/** Names of types by the commands that print them: what stands in the comment before each. */
export function typesByCommand(page: string): Map<string, string> {
  const named = page.matchAll(/\/\*\* (ops [^*]+?) \*\/\n(?:interface|type) (\w+)/g);
  return new Map(
    [...named].flatMap(([, commands = '', type = '']) =>
      commands.split(', ').map((command) => [command.replace(/^ops /, ''), type] as const),
    ),
  );
}

/** What TypeScript says against values of these types. Each is a literal, so a key that no type names is found, too. */
export function problemsOf(page: string, values: readonly { line: string; type: string; data: unknown }[]): string[] {
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block);
  const literals = values.map(({ type, data }, index) => `const value${index}: ${type} = ${JSON.stringify(data)};\n`);
  const lines = [...blocks.join('').split('\n'), ...literals.join('').split('\n')];
  const first = lines.length - literals.length - 1;
  const text = lines.join('\n');
  const host = ts.createCompilerHost({});
  const source = ts.createSourceFile('page.ts', text, ts.ScriptTarget.ES2022, true);
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], types: [] };
  const program = ts.createProgram(['page.ts'], options, {
    ...host,
    getSourceFile: (name, version) => (name === 'page.ts' ? source : host.getSourceFile(name, version)),
    fileExists: (name) => name === 'page.ts' || host.fileExists(name),
  });
  return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const said = ts.flattenDiagnosticMessageText(messageText, ' ');
    return `${values[line - first]?.line ?? `line ${line + 1} of the page's blocks`}: ${said}`;
  });
}
