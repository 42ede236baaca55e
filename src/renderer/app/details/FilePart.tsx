import { writtenNumber } from '../../../core/text/writtenNumber';
import { writtenMoment } from '../writtenTime';
import styles from './Details.module.css';
import type { DetailsPartProps } from './detailsPart';

/** The file a document came as. */
export function FilePart({ document }: DetailsPartProps) {
  const { original } = document;
  return (
    <dl className={styles.facts}>
      <Fact name="File" value={original.name} />
      <Fact name="Size" value={writtenSize(original.bytes)} />
      <Fact name="Words" value={writtenNumber(document.words)} />
      <Fact name="Imported" value={writtenMoment(document.importedAt)} />
      <Fact name="SHA-256" value={`${original.sha256.slice(0, 16)}…`} title={original.sha256} />
    </dl>
  );
}

function Fact({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd title={title}>{value}</dd>
    </div>
  );
}

function writtenSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
