import { ValidateBy, buildMessage, type ValidationOptions } from 'class-validator';
import { isMatriculeInsForm, isPsIdNat, isStructIdNat } from './identifier-forms.js';
import { SOLUTIONS, type Solution } from '#libs/reference';

/** Instants with seconds and an offset: RFC 3339. Without the offset nobody knows which instant is meant. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since 1970 of an instant in RFC 3339; undefined for any other text. */
export function instantMsOf(text: string): number | undefined {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** The solution of a code of the catalogue. */
export function solutionOfCode(code: string): Solution | undefined {
  return SOLUTIONS.find((solution) => solution.code === code);
}

/** PSIdNat of a professional. */
export function IsPsIdNat(): PropertyDecorator {
  return rule(
    'isPsIdNat',
    'must be a PSIdNat: 8 and an RPPS number, or another of docs/glossary.md',
    isPsIdNat,
  );
}

/** StructIdNat of a structure. */
export function IsStructIdNat(): PropertyDecorator {
  return rule(
    'isStructIdNat',
    'must be a StructIdNat: 1 and a FINESS number, 4 and an RPPS number with its rank, or another of docs/glossary.md',
    isStructIdNat,
  );
}

/** A matricule INS by its form; the key is the identity gate's. */
export function HasMatriculeForm(): PropertyDecorator {
  return rule(
    'hasMatriculeForm',
    'must be a matricule INS: 15 characters, the key included',
    isMatriculeInsForm,
  );
}

/** An instant in RFC 3339. */
export function IsInstant(): PropertyDecorator {
  return rule(
    'isInstant',
    'must be an instant in RFC 3339 with its offset, such as 2023-12-05T10:30:00+01:00',
    (text) => instantMsOf(text) !== undefined,
  );
}

/** Code of a solution of one of these couloirs. */
export function IsSolutionOf(...couloirs: readonly Solution['couloir'][]): PropertyDecorator {
  const [first] = SOLUTIONS.filter(({ couloir }) => couloirs.includes(couloir));
  return rule(
    'isSolutionOf',
    `must be the code of a solution of the couloir ${couloirs.join(' or ')} in the published catalogue, such as ${first?.code ?? ''}`,
    (code) => {
      const solution = solutionOfCode(code);
      return solution !== undefined && couloirs.includes(solution.couloir);
    },
  );
}

function rule(
  name: string,
  expected: string,
  accepts: (text: string) => boolean,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy(
    {
      name,
      validator: {
        validate: (value: unknown) => typeof value === 'string' && accepts(value),
        defaultMessage: buildMessage((each) => `${each}$property ${expected}`, options),
      },
    },
    options,
  );
}
