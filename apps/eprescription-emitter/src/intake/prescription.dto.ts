import {
  DISPENSATIONS_MAX,
  KEY_LENGTH_MAX,
  LINES_MAX,
  MEDICATION_LENGTH_MAX,
  QUANTITY_MAX,
} from '#libs/prescriptions';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
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
import { HasMatriculeForm, IsInstant, IsPsIdNat, IsSolutionOf, IsStructIdNat } from './checks.js';
import { IDENTITY_STATUS_CODES, type IdentityStatusCode } from './patient-claim.js';

/** Names that callers give to acts: printable ASCII without spaces. */
const KEY = new RegExp(`^[!-~]{1,${KEY_LENGTH_MAX}}$`);
const KEY_EXPECTED = `$property must be 1 to ${KEY_LENGTH_MAX} printable ASCII characters without spaces`;
/** An act id is a long of the events, exact as a JavaScript number. */
const ACT_ID_MAX = Number.MAX_SAFE_INTEGER - 1;
const NAME_LENGTH_MAX = 100;
/** Not blank; no control characters and no half of a surrogate pair: PostgreSQL keeps neither. */
const PRINTABLE = /^[^\p{C}\s][^\p{C}]*$/u;
const PRINTABLE_EXPECTED = '$property must be printable text that does not begin with a space';

/** Whom the prescription is for: matricule, OID and the strict traits of the INS. */
export class PatientDto {
  @ApiProperty({ example: '279035121518989' })
  @HasMatriculeForm()
  matricule!: string;

  @ApiProperty({
    description: 'Test or demonstration OID of the INS',
    example: '1.2.250.1.213.1.4.10',
  })
  @Length(1, KEY_LENGTH_MAX)
  @Matches(/^\d+(\.\d+)+$/, { message: '$property must be an OID' })
  oid!: string;

  @ApiProperty({ description: 'RNIV; from 2023 on only QUAL passes' })
  @IsIn(IDENTITY_STATUS_CODES)
  identityStatus!: IdentityStatusCode;

  @IsString()
  @Length(1, NAME_LENGTH_MAX)
  @Matches(PRINTABLE, { message: PRINTABLE_EXPECTED })
  birthName!: string;

  @ApiProperty({ description: 'First of the given names in the civil record' })
  @IsString()
  @Length(1, NAME_LENGTH_MAX)
  @Matches(PRINTABLE, { message: PRINTABLE_EXPECTED })
  firstGivenName!: string;

  @IsIn(['M', 'F'])
  sex!: 'M' | 'F';

  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: '$property must be a date, YYYY-MM-DD' })
  birthDate!: string;

  @ApiProperty({ description: 'Code officiel géographique' })
  @Matches(/^[0-9AB]{5}$/, { message: '$property must be a code of 5 characters' })
  birthPlaceCode!: string;
}

/** A line to prescribe; its number is its place in the list, from 1. */
export class PrescribedLineDto {
  @IsString()
  @Length(1, MEDICATION_LENGTH_MAX)
  @Matches(PRINTABLE, { message: PRINTABLE_EXPECTED })
  medication!: string;

  @IsInt()
  @Min(1)
  @Max(QUANTITY_MAX)
  quantity!: number;
}

/** Body of POST /prescriptions. */
export class IssueDto {
  @ApiProperty({ description: 'The same key with the same content gets the same answer' })
  @Matches(KEY, { message: KEY_EXPECTED })
  idempotencyKey!: string;

  @ApiProperty({ description: 'Ties the channels of one clinical act together; default: its own' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(ACT_ID_MAX)
  actId?: number;

  @ApiProperty({ description: 'PSIdNat; default: the professional of the token' })
  @IsOptional()
  @IsPsIdNat()
  prescriber?: string;

  @IsStructIdNat()
  site!: string;

  @IsSolutionOf('city', 'hospital')
  solution!: string;

  @ApiProperty({ description: 'Date of the prescription; default: now' })
  @IsOptional()
  @IsInstant()
  occurredAt?: string;

  @ValidateNested()
  @Type(() => PatientDto)
  patient!: PatientDto;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_MAX)
  @ValidateNested({ each: true })
  @Type(() => PrescribedLineDto)
  lines!: PrescribedLineDto[];
}

/** What is handed out of a line. */
export class DispensedLineDto {
  @IsInt()
  @Min(1)
  @Max(LINES_MAX)
  line!: number;

  @IsInt()
  @Min(1)
  @Max(QUANTITY_MAX)
  quantity!: number;
}

/** Body of POST /prescriptions/{number}/dispensations. */
export class DispenseDto {
  @ApiProperty({
    description: `The pharmacy’s own name of the act; at most ${DISPENSATIONS_MAX} for a prescription`,
  })
  @Matches(KEY, { message: KEY_EXPECTED })
  dispensation!: string;

  @ApiProperty({ description: 'PSIdNat; default: the professional of the token' })
  @IsOptional()
  @IsPsIdNat()
  pharmacist?: string;

  @ApiProperty({ description: 'StructIdNat; any pharmacy, the patient chooses freely' })
  @IsStructIdNat()
  pharmacy!: string;

  @IsSolutionOf('pharmacy')
  solution!: string;

  @ApiProperty({ description: 'When it was handed out; default: now' })
  @IsOptional()
  @IsInstant()
  occurredAt?: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LINES_MAX)
  @ValidateNested({ each: true })
  @Type(() => DispensedLineDto)
  lines!: DispensedLineDto[];
}

/** Body of POST /prescriptions/{number}/cancellation. */
export class CancelDto {
  @ApiProperty({ description: 'PSIdNat; default: the professional of the token' })
  @IsOptional()
  @IsPsIdNat()
  prescriber?: string;
}
