import { CLOSURE_REASONS, IDENTITY_DOCUMENTS } from '#libs/patients';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { InsBody, TraitsBody } from './bodies.js';

/** A person as INSi names it. */
export class InsiIdentity extends InsBody {
  @ValidateNested()
  @Type(() => TraitsBody)
  traits: TraitsBody = new TraitsBody();
}

/** What INSi answers. */
export class InsiAnswerBody {
  @ApiProperty({ description: '00: one identity. 01: none. 02: several, of which none is named.' })
  @IsIn(['00', '01', '02'])
  code: string = '01';

  @ApiProperty({ description: 'With 00.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => InsiIdentity)
  identity?: InsiIdentity;
}

/** An identity of a site as it is now. */
export class IdentityAnswerBody {
  @IsString()
  site: string = '';

  @IsString()
  localId: string = '';

  @ApiProperty({ description: 'What the command did.' })
  @IsIn(['registered', 'known', 'changed', 'unchanged'])
  outcome: string = 'registered';

  @IsIn(['PROV', 'RECUP', 'VALI', 'QUAL'])
  status: string = 'PROV';

  @ApiProperty({ description: 'Only a qualified identity may feed the DMP.' })
  @IsBoolean()
  mayFeedDmp: boolean = false;

  @ValidateNested()
  @Type(() => TraitsBody)
  traits: TraitsBody = new TraitsBody();

  @IsOptional()
  @IsIn(IDENTITY_DOCUMENTS)
  document?: string;

  @ApiProperty({ description: 'As INSi supplied it; only RECUP and QUAL have one.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => InsBody)
  ins?: InsBody;

  @ApiProperty({ description: 'Answer of INSi, with call-insi.' })
  @IsOptional()
  @IsIn(['00', '01', '02'])
  insiCode?: string;
}

/** What TD0.2 tells about a profile. Absent fields did not happen. */
export class ProfileAnswerBody {
  @IsIn(['active', 'absent', 'closed', 'opposed'])
  status: string = 'absent';

  @ApiProperty({ description: 'Whether Mon espace santé shows this DMP.' })
  @IsBoolean()
  isLinkedToMonEspaceSante: boolean = false;

  @ApiProperty({ description: 'Told, and never a gate: a profile receives without it.' })
  @IsBoolean()
  isActivated: boolean = false;

  @IsOptional()
  @IsString()
  letterSentAt?: string;

  @ApiProperty({ description: 'When the profile came about, or will six weeks after the letter.' })
  @IsOptional()
  @IsString()
  createdAt?: string;

  @IsOptional()
  @IsString()
  opposedAt?: string;

  @IsOptional()
  @IsString()
  closedAt?: string;

  @IsOptional()
  @IsIn(CLOSURE_REASONS)
  closureReason?: string;

  @IsOptional()
  @IsString()
  activatedAt?: string;
}

/** A person's own document that is stored. */
export class DocumentAnswerBody {
  @IsString()
  uniqueId: string = '';

  @ApiProperty({ description: 'When it was stored first.' })
  @IsString()
  depositedAt: string = '';
}

/** How many documents people added themselves: in no professional figure. */
export class DocumentCountBody {
  @IsInt()
  patientDocuments: number = 0;
}
