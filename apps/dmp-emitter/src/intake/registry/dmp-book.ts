import { createHash } from 'node:crypto';
import {
  INTAKE_CODES,
  decideChange,
  decideDeposit,
  isSameHash,
  type DepositDecision,
  type IntakeRefusal,
  type RegisteredDocument,
} from '#libs/admission';
import type { IntakeBook, SettleContext } from '#libs/intake';
import type { KnownPatient } from '#libs/patients';
import { readPatients } from '#libs/store';
import type { DmpAnswer, DmpCommand, EntryToRegister, PlacedRefusal } from '../contract.js';
import { deletionDraft, depositDraft, refusalDraft, visibilityDraft } from './event-drafts.js';
import {
  readDocuments,
  readRefusals,
  readSets,
  refusalKey,
  saveRegistry,
  type CountedRefusal,
  type RegisteredSet,
} from './registry-table.js';

type Register = Extract<DmpCommand, { kind: 'register' }>;
type Change = Extract<DmpCommand, { kind: 'change' }>;

/** The registry of the DMP: what is deposited, replaced, changed and deleted through the intake. */
export class DmpBook implements IntakeBook<DmpCommand, DmpAnswer> {
  readonly channel = 'dmp';

  async settle(
    commands: readonly DmpCommand[],
    context: SettleContext,
  ): Promise<readonly DmpAnswer[]> {
    const page = await RegistryPage.open(commands, context);
    const answers = commands.map((command) =>
      command.kind === 'register' ? page.register(command) : page.change(command),
    );
    await page.save();
    return answers;
  }
}

/** The part of the registry that one batch touches: each command sees what those before it did. */
class RegistryPage {
  readonly #changed = new Map<string, RegisteredDocument>();
  readonly #newSets: RegisteredSet[] = [];
  readonly #newRefusals: CountedRefusal[] = [];

  private constructor(
    private readonly context: SettleContext,
    private readonly documents: Map<string, RegisteredDocument>,
    private readonly sets: Map<string, RegisteredSet>,
    private readonly refusals: Set<string>,
    private readonly patients: ReadonlyMap<string, KnownPatient>,
  ) {}

  /** Reads what the commands name: one query a table. */
  static async open(
    commands: readonly DmpCommand[],
    context: SettleContext,
  ): Promise<RegistryPage> {
    const uniqueIds = new Set<string>();
    const setIds = new Set<string>();
    const matricules = new Set<string>();
    for (const command of commands) {
      if (command.kind === 'change') {
        uniqueIds.add(command.uniqueId);
        continue;
      }
      if (command.set?.uniqueId != null) setIds.add(command.set.uniqueId);
      for (const { entry } of command.entries) {
        if (entry.uniqueId !== null) uniqueIds.add(entry.uniqueId);
        if (entry.replaces !== null) uniqueIds.add(entry.replaces);
        if (entry.patient.matricule !== null) matricules.add(entry.patient.matricule);
      }
    }
    const { client } = context;
    const documents = await readDocuments(client, [...uniqueIds]);
    const sets = await readSets(client, [...setIds]);
    const refusals = await readRefusals(client, [...uniqueIds]);
    const patients = await readPatients(client, [...matricules]);
    return new RegistryPage(context, documents, sets, refusals, patients);
  }

  /** Registers the documents of a command together, or none of them. */
  register(command: Register): DmpAnswer {
    const wrongSet = this.#refusalOfSet(command);
    if (wrongSet !== undefined) return { kind: 'refused', refusals: [wrongSet] };
    const decided = this.#decide(command);
    const refused = decided.flatMap(({ placed, decision }) =>
      decision.kind === 'refused' ? [{ placed, refusal: decision.refusal }] : [],
    );
    if (refused.length > 0) {
      for (const { placed, refusal } of refused) this.#countRefusal(placed, refusal);
      return {
        kind: 'refused',
        refusals: refused.map(({ placed, refusal }) => ({
          refusal,
          pointer: placed.pointerOf(refusal.part),
        })),
      };
    }
    const documents = decided.map(({ placed, decision }) =>
      this.#enter(placed, decision, command.set?.uniqueId ?? null),
    );
    this.#keepSet(command);
    return { kind: 'settled', documents };
  }

  /** Changes or deletes a document. */
  change({ uniqueId, site, author, wishOf }: Change): DmpAnswer {
    const registered = this.documents.get(uniqueId);
    const isOwn = site === null && author !== null && author === registered?.author;
    const decision = decideChange(registered, (isOwn ? registered.site : site) ?? '', wishOf);
    switch (decision.kind) {
      case 'refused':
        return { kind: 'refused', refusals: [{ refusal: decision.refusal, pointer: '' }] };
      case 'unchanged':
        return { kind: 'settled', documents: [decision.registered] };
      case 'changed': {
        const { changed, visibility } = decision;
        if (visibility !== undefined) {
          const by = author ?? changed.author;
          this.context.emit(visibilityDraft(changed, by, visibility, this.context.nowMs));
        }
        return { kind: 'settled', documents: [this.#put(changed)] };
      }
      case 'deleted': {
        const { changed } = decision;
        this.context.emit(deletionDraft(changed, author ?? changed.author, this.context.nowMs));
        return { kind: 'settled', documents: [this.#put(changed)] };
      }
    }
  }

  async save(): Promise<void> {
    await saveRegistry(this.context.client, {
      documents: this.#changed.values(),
      sets: this.#newSets,
      refusals: this.#newRefusals,
    });
  }

  /** Decides about every entry as if those before it had entered. */
  #decide({ entries, set }: Register): { placed: EntryToRegister; decision: DepositDecision }[] {
    const entered = new Map<string, RegisteredDocument>();
    const find = (uniqueId: string | null): RegisteredDocument | undefined =>
      uniqueId === null ? undefined : (entered.get(uniqueId) ?? this.documents.get(uniqueId));
    return entries.map((placed) => {
      const { entry } = placed;
      const { oid, matricule } = entry.patient;
      if (
        set !== null &&
        set.patient !== null &&
        set.patient !== `${oid ?? ''}|${matricule ?? ''}`
      ) {
        return { placed, decision: { kind: 'refused', refusal: OTHER_PATIENT } };
      }
      const decision = decideDeposit(entry, {
        patient: this.patients.get(matricule ?? ''),
        registered: find(entry.uniqueId),
        target: find(entry.replaces),
        registeredAtMs: this.context.nowMs,
      });
      if (decision.kind === 'accepted') {
        const { uniqueId } = decision.metadata;
        entered.set(uniqueId, documentOf(placed, decision, NOWHERE, this.context.nowMs, null));
        const { target } = decision;
        if (target) entered.set(target.uniqueId, superseded(target, uniqueId));
      }
      return { placed, decision };
    });
  }

  #enter(
    placed: EntryToRegister,
    decision: DepositDecision,
    submissionSet: string | null,
  ): RegisteredDocument {
    if (decision.kind === 'known') return decision.registered;
    if (decision.kind === 'refused') throw new Error('a refused document enters nothing');
    const { metadata, patient } = decision;
    const { nowMs } = this.context;
    // As it is stored now: within one set the decision saw it without its place.
    const target = this.documents.get(placed.entry.replaces ?? '');
    const place = this.context.emit(depositDraft(placed.entry, metadata, patient, nowMs, target));
    if (target) this.#put(superseded(target, metadata.uniqueId));
    return this.#put(documentOf(placed, decision, place, nowMs, submissionSet));
  }

  /** Counts a refusal once for each document and reason, when the field would count it. */
  #countRefusal({ entry }: EntryToRegister, { code }: IntakeRefusal): void {
    const { symbol } = INTAKE_CODES[code];
    const { uniqueId, content } = entry;
    if (symbol === null || uniqueId === null) return;
    const key = refusalKey(uniqueId, content.hash, code);
    if (this.refusals.has(key)) return;
    const { nowMs } = this.context;
    const patient = this.patients.get(entry.patient.matricule ?? '');
    const draft = refusalDraft(entry, patient, symbol, nowMs);
    if (draft === undefined) return;
    const place = this.context.emit(draft);
    this.refusals.add(key);
    this.#newRefusals.push({ uniqueId, hash: content.hash, code, ...place, registeredAtMs: nowMs });
  }

  #refusalOfSet(command: Register): PlacedRefusal | undefined {
    const known = this.sets.get(command.set?.uniqueId ?? '');
    if (known === undefined || isSameHash(known.contentHash, contentHashOf(command.entries))) {
      return undefined;
    }
    const refusal: IntakeRefusal = {
      code: 'XDSDuplicateUniqueIdInRegistry',
      part: 'submissionSet',
      reason: 'expected the content that this submission set was registered with; came another',
    };
    return { refusal, pointer: command.entries[0]?.pointerOf('submissionSet') ?? '' };
  }

  #keepSet({ set, entries }: Register): void {
    if (set?.uniqueId == null || this.sets.has(set.uniqueId)) return;
    const kept = {
      uniqueId: set.uniqueId,
      contentHash: contentHashOf(entries),
      registeredAtMs: this.context.nowMs,
    };
    this.sets.set(kept.uniqueId, kept);
    this.#newSets.push(kept);
  }

  #put(document: RegisteredDocument): RegisteredDocument {
    this.documents.set(document.uniqueId, document);
    this.#changed.set(document.uniqueId, document);
    return document;
  }
}

const OTHER_PATIENT: IntakeRefusal = {
  code: 'XDSPatientIdDoesNotMatch',
  part: 'matricule',
  reason: 'expected the patient of the submission set; came another',
};

/** The place of a document while a set is decided about: nothing is emitted yet. */
const NOWHERE = { source: '', sequence: 0 };

function superseded(target: RegisteredDocument, by: string): RegisteredDocument {
  return { ...target, status: 'superseded', replacedBy: by };
}

function documentOf(
  { entry }: EntryToRegister,
  { metadata, patient }: Extract<DepositDecision, { kind: 'accepted' }>,
  place: { readonly source: string; readonly sequence: number },
  nowMs: number,
  submissionSet: string | null,
): RegisteredDocument {
  return {
    uniqueId: metadata.uniqueId,
    hash: entry.content.hash,
    sizeBytes: entry.content.sizeBytes,
    ...place,
    site: metadata.site,
    author: metadata.author,
    solution: metadata.solution.index,
    patient: patient.pseudonym,
    patientDepartment: patient.department,
    insOid: patient.oid,
    typeSymbol: metadata.type.symbol,
    formatSymbol: metadata.format.symbol,
    facilityType: metadata.facilityType,
    practiceSetting: metadata.practiceSetting,
    confidentiality: entry.confidentiality,
    status: 'approved',
    isArchived: false,
    replaces: entry.replaces,
    replacedBy: null,
    submissionSet,
    documentAtMs: metadata.documentAtMs,
    registeredAtMs: nowMs,
  };
}

/** What makes two submission sets the same: their documents, in whatever order. */
function contentHashOf(entries: readonly EntryToRegister[]): Buffer {
  const lines = entries.map(
    ({ entry }) => `${entry.uniqueId ?? ''} ${Buffer.from(entry.content.hash).toString('hex')}`,
  );
  return createHash('sha1').update(lines.sort().join('\n')).digest();
}
