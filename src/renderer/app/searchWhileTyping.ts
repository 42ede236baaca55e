import type { SearchAnswer } from '../../core/model/search';

type SearchClient = {
  searchDocuments(query: string, signal: AbortSignal): Promise<SearchAnswer>;
};

const modules = import.meta.glob<SearchClient>('../workers/searchClient.ts');

/** Asks the window's index; fetched with the first question. */
export async function searchWhileTyping(query: string, signal: AbortSignal): Promise<SearchAnswer> {
  const client = await modules['../workers/searchClient.ts']?.();
  if (!client) throw new Error('There is no index in this window.');
  return client.searchDocuments(query, signal);
}
