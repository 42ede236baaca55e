import type { Document } from '../../../core/model/document';
import { Select } from '../../ui';
import { act } from '../session';
import styles from './Details.module.css';
import type { DetailsPartProps } from './detailsPart';
import { INFORMATION_GRADES, SOURCE_GRADES, type InformationGrade, type SourceGrade } from './grades';

const NONE = 'none';
const sources = options(SOURCE_GRADES);
const informations = options(INFORMATION_GRADES);

function options<K extends string>(grades: Readonly<Record<K, string>>) {
  const listed = (Object.entries(grades) as [K, string][]).map(([id, words]) => ({
    id,
    label: `${id}  ${words}`,
  }));
  return [{ id: NONE, label: 'not graded' } as const, ...listed];
}

/** The analyst's grade: of the source, and of what it says. Given for the one alone, the other cannot be judged. */
export function GradePart({ document, isReadOnly }: DetailsPartProps) {
  const grade = document.metadata.reliability;
  const [source, information] = [grade?.[0] ?? NONE, grade?.[1] ?? NONE] as [
    SourceGrade | typeof NONE,
    InformationGrade | typeof NONE,
  ];
  return (
    <section className={styles.part} aria-label="Grade">
      <h2 className={styles.partTitle}>Grade</h2>
      <Select
        label="Source"
        className={styles.choice}
        options={sources}
        value={source}
        isDisabled={isReadOnly}
        onChange={(value) =>
          void keep(document, value === NONE ? null : `${value}${information === NONE ? 6 : information}`)
        }
      />
      <Select
        label="Information"
        className={styles.choice}
        options={informations}
        value={information}
        isDisabled={isReadOnly}
        onChange={(value) =>
          void keep(document, value === NONE ? null : `${source === NONE ? 'F' : source}${value}`)
        }
      />
    </section>
  );
}

async function keep({ id, metadata }: Document, reliability: string | null): Promise<void> {
  if (reliability !== metadata.reliability)
    await act('details.edit', { edits: [{ ids: [id], changes: { reliability } }] });
}
