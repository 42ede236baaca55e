import type { Diagnosis } from './contract';

/** A diagnosis as plain text for a report: a heading and a line for each fact, then the log. */
export function diagnosisText({ sections, log }: Diagnosis): string {
  const lines = sections.flatMap(({ title, facts }) => {
    const width = Math.max(...facts.map(({ name }) => name.length));
    return [title, ...facts.map(({ name, value }) => `  ${name.padEnd(width)}  ${value}`), ''];
  });
  return [...lines, 'Log', ...(log.length === 0 ? ['  empty'] : log.map((line) => `  ${line}`))].join('\n');
}
