import { registerHooks } from 'node:module';

/**
 * Changes one piece of a compiled file while it is loaded: a deliberate bug for a campaign to find.
 *
 * @param {string} file end of the file's address
 * @param {string} piece what is there; a file without it, or with it twice, is an error
 * @param {string} bug what is there instead
 */
export function mutate(file, piece, bug) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(file)) return loaded;
      const source = String(loaded.source);
      if (source.split(piece).length !== 2) {
        throw new Error(`${file}: expected "${piece}" once`);
      }
      return { ...loaded, source: source.replace(piece, () => bug) };
    },
  });
}
