import { describe, expect, it } from '@jest/globals';
import {
  DOCUMENT_CLASSES,
  DOCUMENT_TYPES,
  DSRS,
  FORMAT_CODES,
  TYPE_MIX,
  UnclassifiedTypeError,
  UnknownDocumentTypeError,
  classOfType,
  documentTypeOfCode,
  labelOfClass,
} from '../index.js';

describe('the document types', () => {
  it('are dense from 0 and leave 63 free for "no type"', () => {
    expect(DOCUMENT_TYPES.map(({ index }) => index)).toEqual(DOCUMENT_TYPES.map((_, i) => i));
    expect(DOCUMENT_TYPES).toHaveLength(56);
    expect(DOCUMENT_TYPES.length).toBeLessThan(63);
  });

  it('have symbols that a schema accepts, each its own', () => {
    const symbols = DOCUMENT_TYPES.map(({ symbol }) => symbol);
    expect(new Set(symbols).size).toBe(symbols.length);
    for (const symbol of symbols) expect(symbol).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    expect(symbols).toEqual(
      expect.arrayContaining(['LOINC_11502_2', 'A05_PRESC_BIO', 'A05_IMG_KOS', 'A05_EXPPAT_1']),
    );
  });

  it('keep their published places', () => {
    // The events carry these numbers: a change here breaks every stored event.
    expect(DOCUMENT_TYPES.map(({ typeCode }) => typeCode).join(' ')).toBe(
      '11502-2 18748-4 11490-0 18761-7 34112-3 34874-8 15507-7 11488-4 57833-6 57832-8 57828-6 ' +
        'PRESC-BIO 55115-0 PRESC-KINE PRESC-INF PRESC-PEDI PRESC-ORTHOPHO PRESC-ORTHOPTIE PRESC-AAT ' +
        'SYNTH 60591-5 96349-6 CERT_DECL 89601-9 60593-1 DISP_AUT 56445-0 61357-0 78601-2 87273-9 ' +
        '11369-6 96173-0 60568-3 34749-2 77436-4 34794-8 34842-5 80788-3 18776-5 74207-2 83981-1 ' +
        '88348-8 IMG-KOS REMB EXPPAT_1 EXPPAT_2 EXPPAT_3 DOCPAT01 DOCPAT02 DOCPAT03 DOCPAT04 ' +
        'DOCPAT05 DOCPAT06 DOCPAT07 DOCPAT08 DOCPAT09',
    );
  });

  it.each([
    ['11502-2', 10],
    ['18748-4', 31],
    ['18761-7', 11],
    ['57833-6', 42],
    ['PRESC-BIO', 42],
    ['SYNTH', 11],
    ['60593-1', 43],
    ['18776-5', 44],
    ['96173-0', 52],
    ['REMB', 60],
    ['EXPPAT_3', 90],
    ['DOCPAT04', 31],
    ['DOCPAT09', 95],
  ])('derive the class of %s as %i', (typeCode, classCode) => {
    expect(classOfType(typeCode)).toBe(classCode);
    expect(documentTypeOfCode(typeCode).classCode).toBe(classCode);
  });

  it('all have a class that has a label', () => {
    for (const type of DOCUMENT_TYPES) {
      expect(type.classCode).toBe(classOfType(type.typeCode));
      expect(labelOfClass(type.classCode)).toBe(DOCUMENT_CLASSES[type.classCode]);
      expect(type.label.length).toBeGreaterThan(3);
    }
  });

  it('refuse a type that no table holds', () => {
    expect(() => classOfType('99999-9')).toThrow(UnclassifiedTypeError);
    expect(() => documentTypeOfCode('99999-9')).toThrow(UnknownDocumentTypeError);
    expect(() => documentTypeOfCode('')).toThrow(/came ""/);
  });

  it('name the code system that the code belongs to', () => {
    expect(documentTypeOfCode('11502-2').codeSystemOid).toBe('2.16.840.1.113883.6.1');
    expect(documentTypeOfCode('PRESC-BIO').codeSystemOid).toBe('1.2.250.1.213.1.1.4.12');
  });

  it('keep documents of patients and of the CNAM out of the professional ones', () => {
    const others = DOCUMENT_TYPES.filter(({ isProfessional }) => !isProfessional);
    expect(others.map(({ typeCode }) => typeCode).join(' ')).toMatch(
      /^REMB EXPPAT_1 EXPPAT_2 EXPPAT_3( DOCPAT0\d){9}$/,
    );
  });

  it('each have a format of the list', () => {
    expect(FORMAT_CODES.map(({ index }) => index)).toEqual(FORMAT_CODES.map((_, i) => i));
    expect(new Set(FORMAT_CODES.map(({ code }) => code)).size).toBe(FORMAT_CODES.length);
    const formatOf = (typeCode: string) =>
      FORMAT_CODES[documentTypeOfCode(typeCode).formatCode]?.code;
    expect(formatOf('11502-2')).toBe('urn:ihe:lab:xd-lab:2008');
    expect(formatOf('57833-6')).toBe('urn:ihe:pharm:pre:2010');
    expect(formatOf('IMG-KOS')).toBe('1.2.840.10008.5.1.4.1.1.88.59');
    expect(formatOf('34112-3')).toBe('urn:ihe:iti:xds-sd:pdf:2008');
    for (const type of DOCUMENT_TYPES) expect(FORMAT_CODES[type.formatCode]).toBeDefined();
  });
});

describe('the mix of types', () => {
  it('adds up to 1 for each depositing DSR and is empty for the others', () => {
    for (const { code, isDepositing } of DSRS) {
      const sum = TYPE_MIX[code].reduce((running, { weight }) => running + weight, 0);
      expect(sum).toBeCloseTo(isDepositing ? 1 : 0, 12);
    }
  });

  it('names each type once, professional ones only, none of wave 2', () => {
    const manifest = documentTypeOfCode('IMG-KOS').index;
    for (const mix of Object.values(TYPE_MIX)) {
      expect(new Set(mix.map(({ type }) => type)).size).toBe(mix.length);
      for (const { type, weight } of mix) {
        expect(DOCUMENT_TYPES[type]?.isProfessional).toBe(true);
        expect(type).not.toBe(manifest);
        expect(weight).toBeGreaterThan(0);
      }
    }
  });

  it('gives laboratories biology reports and radiology imaging reports, nothing else', () => {
    expect(TYPE_MIX.SGL.map(({ type }) => DOCUMENT_TYPES[type]?.typeCode)).toEqual(['11502-2']);
    expect(TYPE_MIX.RIS.map(({ type }) => DOCUMENT_TYPES[type]?.typeCode)).toEqual(['18748-4']);
  });

  it('says of each share whether it is assumed', () => {
    for (const share of Object.values(TYPE_MIX).flat()) {
      expect(share.assumed).toBe(share.source.includes('assumed'));
    }
  });
});
