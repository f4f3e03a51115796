import { OpsError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { checkConfig } from './check.ts';
import { type Located, locateConfig, PACKAGE_KEY, readConfigText } from './locate.ts';
import { configError, type Problem } from './problems.ts';
import { type Config, configSchema } from './schema.ts';
import { READERS, readerOf, readSource, type Source } from './source.ts';

export interface LoadedConfig {
  config: Config;
  /** null: there is no file, and these are the defaults. */
  file: string | null;
  warnings: string[];
}

/** Loads the configuration of a workspace. @throws OpsError E_CONFIG that names the file and every problem in it. */
export async function loadConfig(at: Layout): Promise<LoadedConfig> {
  return (await loadLocated(locateConfig(at))).loaded;
}

/** The same for a file that was found already. `text` is the one that was checked: the file may have changed in between. */
export async function loadLocated(located: Located): Promise<{ loaded: LoadedConfig; text: string }> {
  const { file, warnings } = located;
  if (file === null) return { loaded: { config: configSchema.parse({}), file, warnings }, text: '' };
  const source = await explore(file);
  return { loaded: { config: await checked(source), file, warnings }, text: source.text };
}

/** Checks one file, wherever it lies. */
export async function loadConfigFile(file: string): Promise<Config> {
  readConfigText(file);
  return await checked(await explore(file));
}

/** @throws OpsError E_CONFIG. An empty YAML file, all of it comments, means the defaults. */
async function checked(source: Source): Promise<Config> {
  const repeated = source.syntax.repeated
    .filter((path) => source.inside.every((key, index) => path[index] === key))
    .map((path): Problem => ({ path: path.slice(source.inside.length), part: 'key', text: 'is set twice' }));
  if (source.value === undefined) throw new OpsError('E_CONFIG', `${source.file} has no key "${PACKAGE_KEY}"`);
  const value = source.value === null && source.syntax.places.size === 0 ? {} : source.value;
  const { config, problems } = await checkConfig(value);
  if (problems === null && repeated.length === 0) return config;
  throw configError(source, [...repeated, ...(problems ?? [])]);
}

interface Explorer {
  load(file: string): Promise<{ config: unknown } | null>;
}

/**
 * cosmiconfig's own entry looks into the current folder for its settings and runs a `.config/config.js` that it finds there; a
 * configuration must never run code. So its explorer is made directly, with our loaders alone: no .js, no .ts. What a loader
 * returns is wrapped, so that cosmiconfig never sees a `$import` key, which would read other files.
 */
async function explore(file: string): Promise<Source> {
  readerOf(file);
  const loaded = (await import('cosmiconfig/dist/Explorer.js')) as unknown as {
    default: { Explorer: new (options: object) => Explorer };
  };
  let source: Source | null = null;
  const loader = async (path: string, text: string) => {
    source = await readSource(path, text);
    return { [PACKAGE_KEY]: source };
  };
  const loaders = Object.fromEntries(Object.keys(READERS).map((extension) => [extension || 'noExt', loader]));
  const explorer = new loaded.default.Explorer({
    moduleName: PACKAGE_KEY,
    searchPlaces: [],
    loaders,
    transform: (found: unknown) => found,
    cache: false,
    metaConfigFilePath: null,
    searchStrategy: 'none',
  });
  await explorer.load(file);
  return source ?? (await readSource(file, ''));
}
