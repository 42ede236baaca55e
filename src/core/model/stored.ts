import type { z } from 'zod';

/**
 * What the library can keep: a shape, the version its records carry, and the steps from each older version to the next.
 * A record on disk always has a numeric `version`.
 */
export type Stored<T extends { version: number }> = {
  readonly kind: string;
  readonly version: T['version'];
  readonly schema: z.ZodType<T>;
  /** `migrations[n]` turns a record of version n into one of version n + 1. */
  readonly migrations: Readonly<Record<number, (record: Record<string, unknown>) => Record<string, unknown>>>;
};

export type Parsed<T> =
  | { readonly status: 'ok'; readonly value: T; readonly migrated: boolean }
  /** Written by a newer Dossier: never guessed at, never overwritten. */
  | { readonly status: 'too-new'; readonly version: number }
  /** Not a record of this kind; `problem` says where. */
  | { readonly status: 'damaged'; readonly problem: string };

/** Defines a stored thing; the record's type follows from the schema. */
export function defineStored<T extends { version: number }>(definition: Stored<T>): Stored<T> {
  return definition;
}

/** Turns what JSON.parse gave into a current record, migrating where needed. Never throws. */
export function parseStored<T extends { version: number }>(definition: Stored<T>, json: unknown): Parsed<T> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { status: 'damaged', problem: `a ${definition.kind} must be an object` };
  }
  let record = json as Record<string, unknown>;
  const found = record.version;
  if (typeof found !== 'number' || !Number.isInteger(found) || found < 1) {
    return { status: 'damaged', problem: `version is ${JSON.stringify(found)}, not a whole number` };
  }
  if (found > definition.version) return { status: 'too-new', version: found };
  for (let version = found; version < definition.version; version += 1) {
    const step = definition.migrations[version];
    if (!step) return { status: 'damaged', problem: `no way from version ${version} to ${version + 1}` };
    try {
      record = { ...step(record), version: version + 1 };
    } catch (problem) {
      return { status: 'damaged', problem: `version ${version} does not migrate: ${String(problem)}` };
    }
  }
  const parsed = definition.schema.safeParse(record);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return {
      status: 'damaged',
      problem: `${issue.path.map(String).join('.') || definition.kind}: ${issue.message}`,
    };
  }
  return { status: 'ok', value: parsed.data, migrated: found !== definition.version };
}
