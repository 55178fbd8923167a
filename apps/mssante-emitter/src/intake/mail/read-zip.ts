import { MailRefusedError } from '#libs/mssante';
import { fromBuffer, validateFileName, type Entry, type ZipFile } from 'yauzl';
import {
  ZIP_ENTRIES_MAX,
  ZIP_NAME_CHARACTERS_MAX,
  ZIP_RATIO_FREE_BYTES,
  ZIP_RATIO_MAX,
  ZIP_UNCOMPRESSED_BYTES_MAX,
} from '../limits.js';

/** Stored, and deflated: the only methods of the field. */
const METHODS = new Set([0, 8]);

/**
 * The files of a zip, in memory and within bounds: the sizes of the directory are summed before the
 * first byte is inflated, and what is inflated is counted again.
 *
 * @returns contents by name; names in upper case, as ISO 9660 has them
 * @throws MailRefusedError bad-archive
 */
export async function readZip(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await opened(bytes);
  const entries = await entriesOf(zip);
  const files = new Map<string, Buffer>();
  // One after the other: only one entry is being inflated at a time.
  for (const entry of entries) files.set(keyOf(entry), await contentOf(zip, entry));
  return files;
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // yauzl may throw as well as call back on a broken directory; a promise takes both.
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error !== null) reject(badArchive(`no readable zip (${error.message})`, error));
      else if (zip.entryCount > ZIP_ENTRIES_MAX) {
        reject(badArchive(`${zip.entryCount} entries, more than ${ZIP_ENTRIES_MAX}`));
      } else resolve(zip);
    });
  });
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    const names = new Set<string>();
    let totalBytes = 0;
    zip.on('error', (error: Error) => {
      reject(badArchive(`a broken directory (${error.message})`, error));
    });
    zip.on('end', () => {
      resolve(entries);
    });
    zip.on('entry', (entry: Entry) => {
      totalBytes += entry.uncompressedSize;
      const fault = faultOf(entry, names, totalBytes);
      if (fault !== undefined) {
        reject(badArchive(fault));
        return;
      }
      names.add(keyOf(entry));
      if (!entry.fileName.endsWith('/')) entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

/** What is wrong with an entry, before it is read. */
function faultOf(entry: Entry, names: ReadonlySet<string>, totalBytes: number): string | undefined {
  const { fileName, compressedSize, uncompressedSize } = entry;
  const name = JSON.stringify(fileName.slice(0, 60));
  if (fileName.length > ZIP_NAME_CHARACTERS_MAX)
    return `an entry name of ${fileName.length} characters`;
  // Absolute, with "..", or with a backslash; a NUL would cut the name elsewhere.
  if (validateFileName(fileName) !== null || /[\\\0]/.test(fileName)) {
    return `an entry name that leaves its folder, ${name}`;
  }
  if (names.has(keyOf(entry))) return `two entries of the name ${name}`;
  if (entry.isEncrypted()) return `an encrypted entry ${name}`;
  if (!METHODS.has(entry.compressionMethod)) {
    return `compression method ${entry.compressionMethod} of ${name}, expected 0 or 8`;
  }
  if (totalBytes > ZIP_UNCOMPRESSED_BYTES_MAX) {
    return `more than ${ZIP_UNCOMPRESSED_BYTES_MAX} bytes uncompressed`;
  }
  const isBomb =
    uncompressedSize > ZIP_RATIO_FREE_BYTES && uncompressedSize > ZIP_RATIO_MAX * compressedSize;
  return isBomb
    ? `${uncompressedSize} bytes out of ${compressedSize} in ${name}, a ratio above ${ZIP_RATIO_MAX}`
    : undefined;
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const name = JSON.stringify(entry.fileName);
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(badArchive(`an unreadable entry ${name} (${error.message})`, error));
        return;
      }
      const chunks: Buffer[] = [];
      let length = 0;
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        // validateEntrySizes of yauzl stops a longer stream already; this does not rely on it.
        if (length > entry.uncompressedSize) {
          stream.destroy(badArchive(`more bytes than declared in ${name}`));
        }
      });
      stream.on('error', (cause: Error) => {
        reject(
          cause instanceof MailRefusedError
            ? cause
            : badArchive(`a broken entry ${name} (${cause.message})`, cause),
        );
      });
      stream.on('end', () => {
        resolve(Buffer.concat(chunks));
      });
    });
  });
}

function keyOf(entry: Entry): string {
  return entry.fileName.toUpperCase();
}

function badArchive(came: string, cause?: Error): MailRefusedError {
  return new MailRefusedError('bad-archive', came, cause ? { cause } : {});
}
