import { CurrentCaller, ProblemError, RequireScope, type Caller } from '#libs/edge';
import { AUDIT_LIMITS, type AuditEntry, type AuditLog } from '#libs/store';
import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { OWNER_VIEW_IS_OPEN } from '../figures/owner-view.js';

/** Where the audit is read. */
export const AUDIT_ROWS = Symbol('rows of the audit');
export type AuditRows = Pick<AuditLog, 'list'>;

export class AuditQuery {
  @ApiProperty({ required: false, description: 'One action, such as runs.start' })
  @IsOptional()
  @Matches(/^[a-z][a-z.-]{0,63}$/)
  action?: string;

  @ApiProperty({ required: false, description: 'Rows, the latest first' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(AUDIT_LIMITS.listedMax)
  limit: number = AUDIT_LIMITS.listedDefault;
}

/** What was done to the house: who, what, when, and how it came out. */
@Controller('audit')
@ApiTags('audit')
@RequireScope('admin')
export class AuditController {
  constructor(
    @Inject(AUDIT_ROWS) private readonly rows: AuditRows,
    @Inject(OWNER_VIEW_IS_OPEN) private readonly isOpen: boolean,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The audit, the latest first' })
  @ApiResponse({ status: 200, description: 'Rows; two of one act share its id' })
  async list(
    @Query() { action, limit }: AuditQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly rows: readonly AuditEntry[] }> {
    if (caller.kind === 'anonymous' && !this.isOpen) throw auditClosed();
    return { rows: await this.rows.list({ ...(action !== undefined && { action }), limit }) };
  }
}

/** A service that is open to a network without asking who is there shows no audit. */
function auditClosed(): ProblemError {
  return new ProblemError({
    status: 403,
    name: 'audit-closed',
    title: 'The audit is not for everybody',
    detail: 'Expected a caller with the scope admin; this service asks nobody who they are.',
  });
}
