/**
 * What core may assume of any process it runs in: the handful of globals that Node, browsers and workers share. The
 * compiler gets neither `lib.dom` nor `@types/node` here, so anything else is an error.
 */
interface Crypto {
  getRandomValues<T extends Uint8Array>(array: T): T;
}
// eslint-disable-next-line no-var -- an ambient global can only be declared with var
declare var crypto: Crypto;

interface AbortSignalEventMap {
  abort: unknown;
}
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
// eslint-disable-next-line no-var -- an ambient global can only be declared with var
declare var AbortController: new () => AbortController;

interface Performance {
  now(): number;
}
// eslint-disable-next-line no-var -- an ambient global can only be declared with var
declare var performance: Performance;

interface TextDecoder {
  decode(bytes: Uint8Array): string;
}
// eslint-disable-next-line no-var -- an ambient global can only be declared with var
declare var TextDecoder: new (encoding: string, options?: { fatal?: boolean }) => TextDecoder;
