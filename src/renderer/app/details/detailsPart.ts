import type { Document } from '../../../core/model/document';

/** What each part of the details panel gets; it calls the service itself for what it changes. */
export type DetailsPartProps = { readonly document: Document; readonly isReadOnly: boolean };
