import type { RegisteredDocument } from '#libs/admission';
import { DOCUMENT_TYPES, FORMAT_CODES, SOLUTIONS } from '#libs/reference';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';

/** A registered document: its metadata and the event that brought it in. */
export class DocumentAnswer {
  @IsString()
  uniqueId: string = '';

  /** Source and sequence of its event: together they are its identity. */
  @IsString()
  source: string = '';

  @IsInt()
  sequence: number = 0;

  @IsIn(['approved', 'superseded', 'deleted'])
  status: string = '';

  @IsBoolean()
  isArchived: boolean = false;

  @IsString()
  typeCode: string = '';

  @IsInt()
  classCode: number = 0;

  @IsString()
  formatCode: string = '';

  @IsArray()
  @IsString({ each: true })
  confidentiality: string[] = [];

  @IsInt()
  sizeBytes: number = 0;

  /** SHA-1 in base64. */
  @IsString()
  hash: string = '';

  @IsString()
  site: string = '';

  @IsString()
  author: string = '';

  @IsString()
  solution: string = '';

  @IsOptional()
  @IsString()
  replaces?: string;

  @IsOptional()
  @IsString()
  replacedBy?: string;

  /** When the registry took it, RFC 3339. */
  @IsString()
  registeredAt: string = '';
}

/** A registered document as it is answered. */
export function answerOf(document: RegisteredDocument): DocumentAnswer {
  const type = DOCUMENT_TYPES.find(({ symbol }) => symbol === document.typeSymbol);
  return {
    uniqueId: document.uniqueId,
    source: document.source,
    sequence: document.sequence,
    status: document.status,
    isArchived: document.isArchived,
    typeCode: type?.typeCode ?? '',
    classCode: type?.classCode ?? 0,
    formatCode: FORMAT_CODES.find(({ symbol }) => symbol === document.formatSymbol)?.code ?? '',
    confidentiality: [...document.confidentiality],
    sizeBytes: document.sizeBytes,
    hash: Buffer.from(document.hash).toString('base64'),
    site: document.site,
    author: document.author,
    solution: SOLUTIONS[document.solution]?.code ?? '',
    ...(document.replaces !== null && { replaces: document.replaces }),
    ...(document.replacedBy !== null && { replacedBy: document.replacedBy }),
    registeredAt: new Date(document.registeredAtMs).toISOString(),
  };
}
