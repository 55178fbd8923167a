import { describe, expect, it } from '@jest/globals';
import { javaFeatureVersion, parseJavaSettings } from './java.js';

describe('javaFeatureVersion', () => {
  it.each([
    ['1.8.0_402', 8],
    ['16.0.2', 16],
    ['17', 17],
    ['17.0.15', 17],
    ['21-ea', 21],
    ['25.0.1', 25],
  ])('reads %s as Java %i', (version, feature) => {
    expect(javaFeatureVersion(version)).toBe(feature);
  });
});

describe('parseJavaSettings', () => {
  it('finds home and version among all properties, whatever is printed before', () => {
    const output = `Picked up JAVA_TOOL_OPTIONS: -Dx=y
Property settings:
    file.encoding = UTF-8
    java.home = /opt/java with space/17
    java.version = 17.0.15
    java.version.date = 2025-04-15

openjdk version "17.0.15" 2025-04-15`;
    expect(parseJavaSettings(output)).toEqual({
      home: '/opt/java with space/17',
      version: '17.0.15',
    });
  });

  it('finds nothing where no Java answers', () => {
    expect(parseJavaSettings('Unable to locate a Java Runtime.')).toBeUndefined();
  });
});
