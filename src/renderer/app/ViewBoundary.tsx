import { Component, Suspense, type ReactNode } from 'react';
import { AppError } from '../../core/model/appError';
import { Button, EmptyState, Spinner } from '../ui';
import styles from './App.module.css';
import { showMessage } from './messages';

type Props = { name: string; children: ReactNode };

/** Keeps a view's failure in the view: a sentence and a way to try again; everything around it works on. */
export class ViewBoundary extends Component<Props, { failed: AppError | null }> {
  override state: { failed: AppError | null } = { failed: null };

  static getDerivedStateFromError(thrown: unknown): { failed: AppError } {
    return { failed: AppError.from(thrown) };
  }

  override componentDidCatch(thrown: unknown): void {
    const { message, next } = AppError.from(thrown);
    showMessage({ kind: 'error', text: message, next });
  }

  override render(): ReactNode {
    const { failed } = this.state;
    if (failed) {
      return (
        <EmptyState
          title={`${this.props.name} cannot be shown`}
          actions={
            <>
              <Button variant="primary" onPress={() => this.setState({ failed: null })}>
                Try again
              </Button>
              <Button onPress={() => location.reload()}>Reload the window</Button>
            </>
          }
        >
          {failed.message} Nothing that was saved is touched by this.
        </EmptyState>
      );
    }
    return (
      <Suspense
        fallback={
          <div className={styles.loading}>
            <Spinner />
          </div>
        }
      >
        {this.props.children}
      </Suspense>
    );
  }
}
