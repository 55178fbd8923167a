/** Why a client's use stays low, as the field team Sentinelle reported it (esante.gouv.fr/segur/sentinelle). */
export const OBSTACLE_SYMBOLS = [
  'IDENTITY_NOT_QUALIFIED',
  'DEPLOYMENT_TIME',
  'NO_MAILBOX',
  'DIRECTORY',
  'DELEGATION',
] as const;

/** Why a balance was refused for good. */
export const BALANCE_REFUSAL_SYMBOLS = [
  'BELOW_USAGE_THRESHOLD',
  'AFTER_DEADLINE',
  'VERIFICATION_UNSIGNED',
  'PERIMETER_MISMATCH',
  'OTHER',
] as const;

/** "Déploiement MSS" of a balance of the social couloir, asked for from 12 September 2024 14:00. */
export const MSS_DEPLOYMENT_SYMBOLS = ['CASE_1', 'CASE_2'] as const;

/** Whose money an incentive is. None of them ever enters the editors' payout. */
export const INCENTIVE_SCHEME_SYMBOLS = [
  'SUN_ES_DMP',
  'SUN_ES_MSSANTE',
  'AVENANT_9',
  'ROSP_PHARMACY',
] as const;

export type ObstacleSymbol = (typeof OBSTACLE_SYMBOLS)[number];
export type BalanceRefusalSymbol = (typeof BALANCE_REFUSAL_SYMBOLS)[number];
export type MssDeploymentSymbol = (typeof MSS_DEPLOYMENT_SYMBOLS)[number];
export type IncentiveSchemeSymbol = (typeof INCENTIVE_SCHEME_SYMBOLS)[number];

/** What every fact of the SONS carries. Source and sequence together are its identity. */
export interface FactHead {
  readonly source: string;
  /** Dense from 0 within the source. */
  readonly sequence: number;
  /** The act, milliseconds since 1970 in UTC. */
  readonly occurredAt: number;
  /** When the paying agency recorded it, milliseconds since 1970 in UTC: deadlines look at this instant. */
  readonly registeredAt: number;
}

/** A fact of one request: an update of one client to one referenced solution. Client and solution name the request. */
export interface RequestFactHead extends FactHead {
  /** StructIdNat of the client; the key of the Kafka record. */
  readonly client: string;
  /** Index in the published catalogue of SONS solutions. */
  readonly solution: number;
  /** Number of the fact within its request, dense from 0: the order in which facts are applied, however they arrive. */
  readonly step: number;
}

export interface OrderSigned extends RequestFactHead {
  readonly record: 'OrderSigned';
  /** Code of the ordering window, such as `V1-CITY`. */
  readonly window: string;
  /** Perimeter: PSIdNat of each doctor for LGC, StructIdNat of each site for every other DSR. Not empty, no repeats. */
  readonly units: readonly string[];
  /** What the cap depends on: reimbursed turnover in cents (LGO), number of sites (SGL), 0 elsewhere. */
  readonly basis: number;
  /** Price of one billing unit, tax excluded: euros with exactly two decimals, such as `284.00`. */
  readonly unitPrice: string;
  /** Signed before the solution was referenced, on the condition that it would be. */
  readonly isConditional: boolean;
}

export interface OrderDeposited extends RequestFactHead {
  readonly record: 'OrderDeposited';
}

export interface AdvanceRequested extends RequestFactHead {
  readonly record: 'AdvanceRequested';
  readonly units: readonly string[];
}

export interface AdvanceToAmend extends RequestFactHead {
  readonly record: 'AdvanceToAmend';
}

export interface AdvanceValidated extends RequestFactHead {
  readonly record: 'AdvanceValidated';
}

/** Decided and paid. */
export interface AdvancePaid extends RequestFactHead {
  readonly record: 'AdvancePaid';
  /** Tax included, euros with exactly two decimals. */
  readonly amount: string;
}

/** Vérification d'aptitude: unsigned by the client it does not conform. */
export interface InstallationVerified extends RequestFactHead {
  readonly record: 'InstallationVerified';
  /** Mise en ordre de marche, milliseconds since 1970 in UTC. */
  readonly installedAt: number;
  readonly isSigned: boolean;
}

export interface InvoiceIssued extends RequestFactHead {
  readonly record: 'InvoiceIssued';
  /** Invoiced for one billing unit, tax excluded, euros with exactly two decimals; not zero. */
  readonly unitAmount: string;
}

/** The balance's data were accepted, its documents are missing. */
export interface BalanceIncomplete extends RequestFactHead {
  readonly record: 'BalanceIncomplete';
}

export interface BalanceDeposited extends RequestFactHead {
  readonly record: 'BalanceDeposited';
  readonly units: readonly string[];
  readonly mssDeployment: MssDeploymentSymbol | null;
}

export interface BalanceToAmend extends RequestFactHead {
  readonly record: 'BalanceToAmend';
}

export interface BalanceValidated extends RequestFactHead {
  readonly record: 'BalanceValidated';
}

/** Decided and paid, for the units named. */
export interface BalancePaid extends RequestFactHead {
  readonly record: 'BalancePaid';
  readonly units: readonly string[];
  /** Tax included, euros with exactly two decimals. */
  readonly amount: string;
}

export interface BalanceRefused extends RequestFactHead {
  readonly record: 'BalanceRefused';
  readonly reason: BalanceRefusalSymbol;
}

export interface ControlOpened extends RequestFactHead {
  readonly record: 'ControlOpened';
}

/** Everything that was paid for these units is to be given back. */
export interface PaymentRecovered extends RequestFactHead {
  readonly record: 'PaymentRecovered';
  readonly units: readonly string[];
  /** Tax included, above zero, euros with exactly two decimals. */
  readonly amount: string;
}

/** Sentinelle's word on a client: changes nothing of the request's status. */
export interface ObstacleReported extends RequestFactHead {
  readonly record: 'ObstacleReported';
  readonly cause: ObstacleSymbol;
}

/** The paying agency enrolled an editor. Key of the Kafka record: `3` and the SIRET. */
export interface EditorEnrolled extends FactHead {
  readonly record: 'EditorEnrolled';
  /** Code of the editor, such as `ED-001`. */
  readonly editor: string;
  readonly siret: string;
  readonly iban: string;
  readonly isVatRegistered: boolean;
}

/** Another payer's incentive to use. Key of the Kafka record: the beneficiary. */
export interface IncentiveClaimed extends FactHead {
  readonly record: 'IncentiveClaimed';
  readonly scheme: IncentiveSchemeSymbol;
  /** StructIdNat of a hospital or pharmacy, PSIdNat of a doctor. */
  readonly beneficiary: string;
  /** Half-year such as `2022-H1` for SUN-ES, year such as `2022` for the others. */
  readonly period: string;
  /** Points (avenant 9), millionths of the national activity (SUN-ES), thousandths of prescriptions (ROSP). */
  readonly quantity: number;
}

/** A fact about one request. */
export type RequestFact =
  | OrderSigned
  | OrderDeposited
  | AdvanceRequested
  | AdvanceToAmend
  | AdvanceValidated
  | AdvancePaid
  | InstallationVerified
  | InvoiceIssued
  | BalanceIncomplete
  | BalanceDeposited
  | BalanceToAmend
  | BalanceValidated
  | BalancePaid
  | BalanceRefused
  | ControlOpened
  | PaymentRecovered
  | ObstacleReported;

/** Any record of `mes.sons.v1`. */
export type SonsFact = RequestFact | EditorEnrolled | IncentiveClaimed;
