/** Rules of the layout that no linter knows (docs/architecture.md). Read from the files themselves. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DETAIL_TYPES } from '#events/catalogue.ts';
import { VENDORS } from '#events/vocabulary.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files below a folder, as paths from the root. */
function filesIn(folder: string, ending = '.ts'): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((file) => !file.includes('node_modules/'));
}

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Code without comments, so that a rule may be explained where it is kept. */
function codeOf(file: string): string {
  return textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
}

/** Places where a pattern stands in code, as `file: match`. */
function found(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    [...codeOf(file).matchAll(pattern)].map(([match]) => `${file}: ${match.trim()}`),
  );
}

const namesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'));

const runtime = ['functions', 'events'].flatMap((folder) => filesIn(folder));
const deployed = [...runtime, ...filesIn('lib')];

describe('vendors', () => {
  it('are the folders of connectors', () => {
    const folders = readdirSync(join(root, 'functions/connectors'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.sort()).toEqual([...VENDORS].sort());
  });

  it.each(VENDORS)('%s has the ten files that every vendor has', (vendor) => {
    expect(readdirSync(join(root, 'functions/connectors', vendor))).toEqual(
      expect.arrayContaining([
        'README.md',
        'capabilities.ts',
        'client.ts',
        'index.ts',
        'normalise.ts',
        'revoke.ts',
        'schema.ts',
        'scopes.ts',
        'sweep.ts',
        'webhook.ts',
      ]),
    );
  });

  it.each(VENDORS)('%s is tested', (vendor) => {
    expect(filesIn(`test/connectors/${vendor}`, '.test.ts').length).toBeGreaterThan(0);
  });
});

describe('names', () => {
  const BANNED =
    /(^|[-.])(utils?|helpers?|common|shared|misc|manager|processor|service|data|info|handle|process|do)([-.]|$)/;

  it('of files hold no word that says nothing', () => {
    const files = ['bin', 'lib', 'functions', 'events', 'local', 'scripts', 'test'].flatMap(
      (folder) => filesIn(folder),
    );
    expect(files.length).toBeGreaterThan(150);
    expect(files.filter((file) => BANNED.test(basename(file, '.ts')))).toEqual([]);
  });

  it('of handlers are those of their use cases', () => {
    const handlers = namesIn('functions/handlers').filter((name) => !name.startsWith('compose'));
    const useCases = new Set(namesIn('functions/use-cases'));
    // No exceptions: what one Lambda does is one use case. Other use cases are parts of these.
    expect(handlers.filter((name) => !useCases.has(name))).toEqual([]);
  });

  it('of handlers are called in the handler: it imports the use case of its name', () => {
    const handlers = namesIn('functions/handlers').filter((name) => !name.startsWith('compose'));
    const without = handlers.filter(
      (name) => !textOf(`functions/handlers/${name}.ts`).includes(`#use-cases/${name}.ts`),
    );
    expect(without).toEqual([]);
  });
});

describe('purity', () => {
  const pure = filesIn('functions/domain').filter((file) => !file.endsWith('/time.ts'));

  it('of the domain: no clock and no chance outside time.ts', () => {
    expect(found(pure, /Math\.random|\bDate\b|performance\.now|randomUUID/g)).toEqual([]);
    expect(found(['functions/domain/time.ts'], /Date\.now|new Date\(\)/g)).toEqual([]);
  });

  it('of use cases: time and identity are arguments', () => {
    expect(found(filesIn('functions/use-cases'), /Math\.random|\bDate\b|setTimeout/g)).toEqual([]);
  });

  it('of the environment: one file reads it', () => {
    const others = deployed.filter((file) => file !== 'functions/platform/environment.ts');
    expect(found(others, /process\.env/g)).toEqual([]);
    expect(found(['functions/platform/environment.ts'], /process\.env/g)).not.toEqual([]);
  });
});

describe('errors', () => {
  it('have a code or a name: nobody throws a plain one', () => {
    expect(found([...deployed, ...filesIn('bin')], /new Error\(/g)).toEqual([]);
  });
});

describe('logs', () => {
  it('have no field for a secret', () => {
    const calls = found(runtime, /\blog(\(\))?\.(info|warn|error|count)\([\s\S]*?\);/g);
    expect(calls.length).toBeGreaterThan(5);
    const fields =
      /[{,]\s*(\w*(secret|token|password|credential|authorization|payload|body)\w*)\s*[:,}]/i;
    expect(calls.filter((call) => fields.test(call))).toEqual([]);
  });

  it('go through the log port', () => {
    expect(found(deployed, /console\.\w+/g)).toEqual([]);
  });
});

describe('records', () => {
  it('of decisions all have a status', () => {
    const decisions = filesIn('docs/adr', '.md');
    expect(decisions.length).toBeGreaterThan(5);
    expect(decisions.filter((file) => !/^Status: \S+/m.test(textOf(file)))).toEqual([]);
  });

  it.each(DETAIL_TYPES)('of %s: a line, a schema, a sample and a file', (type) => {
    expect(textOf('events/README.md')).toContain(`| \`${type}\` |`);
    expect(existsSync(join(root, `events/json-schema/${type}.json`))).toBe(true);
    expect(existsSync(join(root, `events/samples/${type}.json`))).toBe(true);
    expect(existsSync(join(root, `events/${type.replace('.', '-')}.ts`))).toBe(true);
  });

  it('begin every module with what it is for', () => {
    const silent = [...deployed, ...filesIn('bin')].filter(
      (file) => !/^(#!.*\n)?\/(\*\*|\/)/.test(textOf(file)),
    );
    expect(silent).toEqual([]);
  });
});
