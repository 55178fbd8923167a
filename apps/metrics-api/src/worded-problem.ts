import { ProblemError, type FieldFault, type ProblemFacts } from '#libs/edge';
import type { Text } from '#libs/exports';

/** One field at fault, in both languages. */
export interface WordedFault {
  readonly field: string;
  /** `attendu : … ; reçu : …`, `expected …; came …` */
  readonly reason: Text;
  readonly accepted?: readonly string[];
}

/** What a refusal says to a reader of pages. */
export interface ProblemWords {
  readonly title: Text;
  readonly detail: Text;
  /** Omitted: the title and the detail say it all. */
  readonly faults?: readonly WordedFault[];
}

/** A refusal that pages show in the reader's language; over JSON it is English, as every problem is. */
export class WordedProblem extends ProblemError {
  constructor(
    facts: Omit<ProblemFacts, 'title' | 'detail' | 'faults'>,
    readonly words: ProblemWords,
  ) {
    super({
      ...facts,
      title: words.title.en,
      detail: words.detail.en,
      ...(words.faults && { faults: words.faults.map(inEnglish) }),
    });
  }
}

function inEnglish({ reason, ...fault }: WordedFault): FieldFault {
  return { ...fault, reason: reason.en };
}

/** The sentence that repeats what is wrong with each field. */
export function detailOf(faults: readonly WordedFault[]): Text {
  const sentence = (language: keyof Text, colon: string): string =>
    faults.map(({ field, reason }) => `${field}${colon}${reason[language]}`).join('; ');
  return { fr: sentence('fr', ' : '), en: sentence('en', ': ') };
}
