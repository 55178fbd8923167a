/** Bounds of one mail. Sizes are bytes. */

/** The header block of the mail: far above any real one, far below what hurts. */
export const HEADER_BYTES_MAX = 64 * 1024;
/** MIME parts, counted by their boundary lines before anything is parsed. */
export const MIME_PARTS_MAX = 60;
/** Attachments: IHE_XDM.zip, a PDF or two, and some room. */
export const ATTACHMENTS_MAX = 20;
/** Recipients of one mail. */
export const RECIPIENTS_MAX = 20;

/** Entries of IHE_XDM.zip. */
export const ZIP_ENTRIES_MAX = 64;
/** Uncompressed bytes of all entries together. */
export const ZIP_UNCOMPRESSED_BYTES_MAX = 24 * 1024 * 1024;
/** Uncompressed over compressed size of one entry: a text of XML reaches 20 or 30, a bomb a thousand. */
export const ZIP_RATIO_MAX = 200;
/** Below this size an entry may have any ratio. */
export const ZIP_RATIO_FREE_BYTES = 64 * 1024;
/** Length of an entry's name, characters. */
export const ZIP_NAME_CHARACTERS_MAX = 200;

/** METADATA.XML. */
export const METADATA_BYTES_MAX = 512 * 1024;
/** The CDA document, with what is encapsulated in it. */
export const CDA_BYTES_MAX = 16 * 1024 * 1024;
/** Depth of the elements of an XML file. */
export const XML_DEPTH_MAX = 64;
/** Tags of an XML file, opening and closing. */
export const XML_TAGS_MAX = 200_000;

/** Mails that are read at once: each may inflate its archive. The bytes that wait are the budget's. */
export const MAILS_READ_AT_ONCE_MAX = 4;
/** Receipts that are built at once for the read interface: each reads its mail again. */
export const RECEIPTS_BUILT_AT_ONCE_MAX = 2;

/** Longest Message-ID that is taken, characters. */
export const MESSAGE_ID_CHARACTERS_MAX = 250;
