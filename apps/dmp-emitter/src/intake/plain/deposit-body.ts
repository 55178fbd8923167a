import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBase64,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

/** RFC 3339 with an offset. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
/** Given names in a civil record. Assumed. */
const GIVEN_NAMES_MAX = 20;
/** Characters of a document in base64: what the largest body can hold. */
const CONTENT_CHARACTERS_MAX = 64 * 1024 * 1024;

/** An identity: matricule, OID and the five strict traits, with the status that the sender's software gives it. */
export class PatientBody {
  @IsString()
  @Length(1, 64)
  matricule: string = '';

  @IsString()
  @Length(1, 64)
  oid: string = '';

  @IsString()
  @Length(1, 100)
  birthName: string = '';

  /** In the order of the civil record. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(GIVEN_NAMES_MAX)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  givenNames: string[] = [];

  @IsIn(['M', 'F'])
  sex: string = '';

  @Matches(/^\d{4}-\d\d-\d\d$/)
  birthDate: string = '';

  @Matches(/^[0-9AB]{5}$/)
  birthPlaceCode: string = '';

  @IsIn(['PROV', 'RECUP', 'VALI', 'QUAL'])
  identityStatus: string = '';
}

/** A document and its metadata, for those who have no FHIR. */
export class DepositBody {
  /** OID. */
  @IsString()
  @Length(1, 128)
  uniqueId: string = '';

  @ValidateNested()
  @Type(() => PatientBody)
  patient: PatientBody = new PatientBody();

  /** JDV_J07. */
  @IsString()
  @Length(1, 64)
  typeCode: string = '';

  /** Derived from the type; when given it has to agree. */
  @IsOptional()
  @IsString()
  @Length(1, 16)
  classCode?: string;

  /** JDV_J60. */
  @IsString()
  @Length(1, 128)
  formatCode: string = '';

  /** JDV_J02. */
  @IsString()
  @Length(1, 64)
  facilityType: string = '';

  /** JDV_J04. */
  @IsString()
  @Length(1, 64)
  practiceSetting: string = '';

  /** JDV_J08. */
  @IsArray()
  @ArrayMaxSize(16)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  confidentiality: string[] = [];

  @IsOptional()
  @IsString()
  @Length(1, 16)
  languageCode?: string;

  /** The document's date, with its offset. */
  @Matches(INSTANT)
  date: string = '';

  /** PSIdNat; left out by a professional with a token. */
  @IsOptional()
  @IsString()
  @Length(1, 64)
  author?: string;

  /** StructIdNat of the depositing site. */
  @IsString()
  @Length(1, 64)
  site: string = '';

  /** Code of a solution of the catalogue; left out by a software whose client id is one. */
  @IsOptional()
  @IsString()
  @Length(1, 32)
  solution?: string;

  @IsOptional()
  @IsString()
  @Length(1, 32)
  couloir?: string;

  /** The document in base64. */
  @IsBase64()
  @Length(0, CONTENT_CHARACTERS_MAX)
  content: string = '';

  /** Recomputed; when given it has to agree. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2 ** 31 - 1)
  sizeBytes?: number;

  /** SHA-1 in base64. Recomputed; when given it has to agree. */
  @IsOptional()
  @IsBase64()
  @Length(28, 28)
  hash?: string;
}

/** What a document is to become; what is left out stays. */
export class ChangeBody {
  /** All confidentiality codes that it is to have, JDV_J08. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(16)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  confidentiality?: string[];

  @IsOptional()
  @IsBoolean()
  isArchived?: boolean;
}
