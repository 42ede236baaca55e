import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, classes, IconButton } from '../ui';
import styles from './MessageRegion.module.css';
import { dismissMessage, useShownMessages, type Message } from './messages';

/** How long a message stays, in milliseconds. Errors stay long enough to be read twice; all are kept in the log. */
const STAY = { info: 5_000, error: 20_000 } as const;
/** One that offers something to do has to be read, thought over and reached. */
const STAY_WITH_ACTION = 15_000;

/** Messages at the lower left edge of the window. They never take the focus, and wait under the pointer. */
export function MessageRegion() {
  const messages = useShownMessages();
  return (
    <section className={styles.region} aria-label="Messages">
      <div role="status">
        {messages.map((message) => message.kind === 'info' && <Toast key={message.id} message={message} />)}
      </div>
      <div role="alert">
        {messages.map((message) => message.kind === 'error' && <Toast key={message.id} message={message} />)}
      </div>
    </section>
  );
}

function Toast({ message }: { message: Message }) {
  const [held, setHeld] = useState(false);
  const { id, kind, action } = message;
  const stay = action ? Math.max(STAY[kind], STAY_WITH_ACTION) : STAY[kind];
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissMessage(id), stay);
    return () => clearTimeout(timer);
  }, [held, id, stay]);
  return (
    <div
      className={classes(styles.toast, styles[kind])}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {kind === 'info' ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
      <div className={styles.words}>
        <p>{message.text}</p>
        {message.next !== null && <p className={styles.next}>{message.next}</p>}
      </div>
      {action && (
        <Button
          variant="plain"
          size="small"
          onPress={() => {
            dismissMessage(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        label="Dismiss"
        size="small"
        placement="top"
        icon={<X aria-hidden />}
        onPress={() => dismissMessage(id)}
      />
    </div>
  );
}
