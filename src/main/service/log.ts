import { basename } from 'node:path';
import type { EventName, EventValue, LogEntry, MethodName } from '../../core/api/contract';
import type { AppError } from '../../core/model/appError';
import type { z } from 'zod';
import type { LogFile } from './logFile';

type Entry = z.infer<typeof LogEntry>;

/** Entries kept in memory; older ones are in the file only. */
const KEPT = 500;

/**
 * What happened, for the log view and the log file. Holds names of steps, calls and error codes; never a word that a
 * person or a source wrote: no text, no titles, no names of files or libraries. So messages of errors, which name such
 * things, stay out of it.
 */
export class Log {
  readonly entries: Entry[] = [];

  /** `file` keeps it beyond the session; null keeps it in memory only. */
  constructor(
    private readonly tell: (entry: Entry) => void,
    private readonly file: LogFile | null = null,
  ) {}

  /** Writes down the events worth reading later. */
  hear<E extends EventName>(name: E, value: EventValue<E>): void {
    const event = { name, value } as { [K in EventName]: { name: K; value: EventValue<K> } }[EventName];
    switch (event.name) {
      case 'changed':
        this.add('info', event.value.name);
        return;
      case 'library': {
        if (event.value === null) {
          this.add('info', 'Closed the library');
          return;
        }
        const { documents, problems, readOnly } = event.value;
        this.add(
          'info',
          `Opened a library of ${documents} documents${readOnly === null ? '' : ', for reading only'}`,
        );
        for (const problem of problems) {
          this.add('warning', `A record cannot be used${recordsIn(problem)}`);
        }
        return;
      }
      case 'saving':
        if (event.value.problem) {
          this.add(
            'error',
            `Not saved: ${event.value.problem.code}${recordsIn(event.value.problem.message)}`,
          );
        }
        return;
      default:
    }
  }

  /** A call that failed. One that a person stopped is no news. */
  failed(call: MethodName, error: AppError): void {
    if (error.code === 'cancelled') return;
    const isOurs = error.code === 'internal';
    const where = isOurs ? framesOf(error.cause) : recordsIn(error.message);
    this.add(isOurs ? 'error' : 'warning', `${call} failed: ${error.code}${where}`);
  }

  add(level: Entry['level'], message: string): void {
    const entry: Entry = { at: new Date().toISOString(), level, message };
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    this.tell(entry);
    void this.file?.add(`${entry.at}  ${level}  ${message}`);
  }
}

/** Records that a sentence names, by the names the library itself gives its files: those tell nothing of a source. */
function recordsIn(sentence: string): string {
  const found = sentence.match(
    /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[\\/])?(?:library|codebook|document|text|annotations|encryption|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.json\b/g,
  );
  return found ? ` (${[...new Set(found)].slice(0, 4).join(', ')})` : '';
}

/** Where in our own code a bug is: functions and lines, without the message, which may quote anything. */
function framesOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return '';
  const after = thrown.stack.indexOf(thrown.message) + thrown.message.length;
  const frames = thrown.stack
    .slice(thrown.message === '' ? 0 : after)
    .split('\n')
    .flatMap((line) => {
      const match = /^\s+at (?:(?:async )?([\w.#<>[\] ]+) )?\(?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/.exec(
        line,
      );
      return match ? `${match[1] ?? 'at'} ${basename(match[2]!)}:${match[3]!}:${match[4]!}` : [];
    });
  const kind = /^[A-Za-z]{1,40}$/.test(thrown.name) ? thrown.name : 'Error';
  return ` (${[kind, ...frames.slice(0, 5)].join(' < ')})`;
}
