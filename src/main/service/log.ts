import type { EventName, EventValue, LogEntry } from '../../core/api/contract';
import type { z } from 'zod';

type Entry = z.infer<typeof LogEntry>;

/** Entries kept; older ones are forgotten. */
const KEPT = 500;

/** What happened, for the log view. Holds names of steps and errors, never text of a document. */
export class Log {
  readonly entries: Entry[] = [];

  constructor(private readonly tell: (entry: Entry) => void) {}

  /** Writes down the events worth reading later. */
  hear<E extends EventName>(name: E, value: EventValue<E>): void {
    const event = { name, value } as { [K in EventName]: { name: K; value: EventValue<K> } }[EventName];
    switch (event.name) {
      case 'changed':
        this.add('info', event.value.name);
        return;
      case 'library':
        for (const problem of event.value?.problems ?? []) this.add('warning', problem);
        this.add('info', event.value ? `Opened the library “${event.value.name}”` : 'Closed the library');
        return;
      case 'saving':
        if (event.value.problem) this.add('error', event.value.problem.message);
        return;
      case 'command':
      case 'log':
    }
  }

  add(level: Entry['level'], message: string): void {
    const entry: Entry = { at: new Date().toISOString(), level, message };
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    this.tell(entry);
  }
}
