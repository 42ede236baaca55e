import { BelongingsPart } from './BelongingsPart';
import styles from './Details.module.css';
import type { DetailsPartProps } from './detailsPart';
import { FieldsPart } from './FieldsPart';
import { FilePart } from './FilePart';
import { GradePart } from './GradePart';
import { OwnFieldsPart } from './OwnFieldsPart';
import { VersionsPart } from './VersionsPart';

/** All that is known of a document, part by part, to be corrected in place. A new part is a component and a line here. */
export function DocumentDetails(props: DetailsPartProps) {
  return (
    <div className={styles.details}>
      <FieldsPart {...props} />
      <GradePart {...props} />
      <OwnFieldsPart {...props} />
      <FilePart {...props} />
      <BelongingsPart {...props} />
      <VersionsPart {...props} />
    </div>
  );
}
