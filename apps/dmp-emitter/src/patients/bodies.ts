import { INS_OIDS } from '#libs/identifiers';
import {
  CLOSURE_REASONS,
  IDENTITY_DOCUMENTS,
  PATIENT_TYPE_CODES,
  type ClosureReason,
  type IdentityDocument,
} from '#libs/patients';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

const OIDS = INS_OIDS.map(({ oid }) => oid);

/** Given names of one person; more are nobody's. */
const GIVEN_NAMES_MAX = 20;
/** Bytes of a document that a person adds: what one deposit of a professional may have. */
const DOCUMENT_BYTES_MAX = 5 * 1024 * 1024;

const NAME = /^[A-Z](?:[A-Z' -]{0,98}[A-Z])?$/;
const NAME_FORM = { message: "capitals without accents, with ' - or a space inside, 100 at most" };
const DATE_FORM = { message: 'a day of the calendar, YYYY-MM-DD' };
const INSTANT_FORM = { message: 'an instant with its zone, such as 2024-01-10T09:00:00Z' };
const PLACE_FORM = {
  message: 'a code of the Code officiel géographique, such as 51215 or 2A004',
};

// No field has an initial value: class-transformer would take it for what did not come.

/** Traits of a search in INSi. */
export class SearchBody {
  @ApiProperty({ example: 'PAT-TROIS' })
  @Matches(NAME, NAME_FORM)
  birthName!: string;

  @ApiProperty({ example: 'DOMINIQUE' })
  @Matches(NAME, NAME_FORM)
  firstGivenName!: string;

  @ApiProperty({ example: 'F' })
  @IsIn(['M', 'F'])
  sex!: 'M' | 'F';

  @ApiProperty({ example: '1979-03-28' })
  @IsISO8601({ strict: true }, DATE_FORM)
  @Matches(/^\d{4}-\d{2}-\d{2}$/, DATE_FORM)
  birthDate!: string;

  @ApiProperty({ example: '51215', description: 'Omitted: born anywhere.' })
  @IsOptional()
  @Matches(/^(?:\d{2}|2[AB])\d{3}$/, PLACE_FORM)
  birthPlaceCode?: string;
}

/** Every strict trait. */
export class TraitsBody {
  @ApiProperty({ example: 'PAT-TROIS' })
  @Matches(NAME, NAME_FORM)
  birthName!: string;

  @ApiProperty({ example: 'DOMINIQUE' })
  @Matches(NAME, NAME_FORM)
  firstGivenName!: string;

  @ApiProperty({ example: ['DOMINIQUE', 'MARIE-LOUISE'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(GIVEN_NAMES_MAX)
  @Matches(NAME, { ...NAME_FORM, each: true })
  givenNames!: string[];

  @ApiProperty({ example: 'F' })
  @IsIn(['M', 'F'])
  sex!: 'M' | 'F';

  @ApiProperty({ example: '1979-03-28' })
  @IsISO8601({ strict: true }, DATE_FORM)
  @Matches(/^\d{4}-\d{2}-\d{2}$/, DATE_FORM)
  birthDate!: string;

  @ApiProperty({ example: '51215' })
  @Matches(/^(?:\d{2}|2[AB])\d{3}$/, PLACE_FORM)
  birthPlaceCode!: string;
}

/** An INS. In a body and never in a path, so that no log of addresses holds one. */
export class InsBody {
  @ApiProperty({ example: '279035121518989' })
  @Matches(/^[0-9AB]{15}$/, { message: '15 characters of a matricule INS' })
  matricule!: string;

  @ApiProperty({ example: '1.2.250.1.213.1.4.10' })
  @IsIn(OIDS)
  oid!: string;
}

/** An INS with the traits that INSi is to compare. */
export class VerificationBody extends InsBody {
  // Without it a body that has no traits would pass: nothing is nested in nothing.
  @IsDefined({ message: 'expected an object' })
  @ValidateNested()
  @Type(() => TraitsBody)
  traits!: TraitsBody;
}

/** When the letter went out. */
export class LetterBody extends InsBody {
  @ApiProperty({
    description: 'Not later than now; omitted: now.',
    example: '2024-01-10T09:00:00Z',
  })
  @IsOptional()
  @IsISO8601({ strict: true }, INSTANT_FORM)
  @Matches(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/,
    INSTANT_FORM,
  )
  sentAt?: string;
}

/** Why a profile closes. */
export class ClosingBody extends InsBody {
  @IsIn(CLOSURE_REASONS)
  reason!: ClosureReason;
}

/** A person's own document. The content stays where it is: nothing here reads it. */
export class DocumentBody extends InsBody {
  @ApiProperty({ description: 'OID of the document', example: '1.2.250.1.999.1.1.42' })
  @Matches(/^[0-2](?:\.(?:0|[1-9]\d*))+$/, { message: 'an OID' })
  @Length(3, 64)
  uniqueId!: string;

  @IsIn(PATIENT_TYPE_CODES)
  typeCode!: string;

  @ApiProperty({ description: 'SHA-1 of the content' })
  @Matches(/^[0-9a-f]{40}$/, { message: '40 hexadecimal digits in small letters' })
  hash!: string;

  @IsInt()
  @Min(1)
  @Max(DOCUMENT_BYTES_MAX)
  sizeBytes!: number;
}

/** What a site can do with the identity of a patient. */
const IDENTITY_COMMANDS = ['register', 'show-document', 'call-insi', 'doubt'] as const;

export type IdentityCommandName = (typeof IDENTITY_COMMANDS)[number];

/** A command to an identity; which fields go with which command is in `identity-fields.ts`. */
export class IdentityBody {
  @ApiProperty({ description: 'StructIdNat of the site', example: '1750712184' })
  @Length(10, 32)
  site!: string;

  @ApiProperty({ description: 'Number of the patient at the site', example: 'IPP-0001' })
  @Matches(/^[\x21-\x7e]{1,64}$/, { message: '1 to 64 visible ASCII characters' })
  localId!: string;

  @IsIn(IDENTITY_COMMANDS)
  command!: IdentityCommandName;

  @ApiProperty({ description: 'With register.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => TraitsBody)
  traits?: TraitsBody;

  @ApiProperty({ description: 'With show-document.' })
  @IsOptional()
  @IsIn(IDENTITY_DOCUMENTS)
  document?: IdentityDocument;

  @ApiProperty({
    description:
      'With call-insi: an INS to be verified. Omitted: INSi is searched by the traits of the identity.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => InsBody)
  ins?: InsBody;
}
