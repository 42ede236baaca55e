import type { Id } from '../../core/model/id';
import { useNavigation } from '../app/navigation';
import { useCall } from '../app/session';
import { ErrorNote, Spinner } from '../ui';
import { MarkdownText } from './MarkdownText';
import styles from './Preview.module.css';

/** The brief as it will be exported, kept up to date with every saved step. */
export function Preview({ brief }: { brief: Id }) {
  const { go } = useNavigation();
  const { data, error } = useCall('briefs.export', { id: brief, format: 'md' });
  return (
    <aside className={styles.preview} aria-label="Preview" tabIndex={0}>
      <div className={styles.paper}>
        {error && <ErrorNote error={error} />}
        {!data && !error && <Spinner />}
        {data && data.problems.length > 0 && (
          <ul className={styles.problems} aria-label="Evidence to check">
            {data.problems.map((problem, index) => (
              <li key={index}>{problem}</li>
            ))}
          </ul>
        )}
        {data && <MarkdownText markdown={data.text} onOpen={go} />}
      </div>
    </aside>
  );
}
