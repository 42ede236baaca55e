import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { EmptyState } from '../ui';
import type { Location } from './navigation';

type Props<V extends Location['view']> = Omit<Extract<Location, { view: V }>, 'view'>;

const modules = import.meta.glob<Record<string, unknown>>([
  '../library/*View.tsx',
  '../reader/ReaderView.tsx',
  '../search/SearchView.tsx',
  '../compare/CompareView.tsx',
  '../tags/TagsView.tsx',
  '../brief/BriefsView.tsx',
]);

function view<V extends Location['view']>(
  path: string,
  name: string,
): LazyExoticComponent<ComponentType<Props<V>>> {
  return lazy(async () => {
    const module = await modules[path]?.();
    const component = module?.[name] as ComponentType<Props<V>> | undefined;
    return { default: component ?? (() => <EmptyState title="Not built yet" />) };
  });
}

const LibraryView = view<'library'>('../library/LibraryView.tsx', 'LibraryView');
const ReaderView = view<'reader'>('../reader/ReaderView.tsx', 'ReaderView');
const SearchView = view<'search'>('../search/SearchView.tsx', 'SearchView');
const CompareView = view<'compare'>('../compare/CompareView.tsx', 'CompareView');
const TagsView = view<'tags'>('../tags/TagsView.tsx', 'TagsView');
const NotesView = view<'notes'>('../library/NotesView.tsx', 'NotesView');
const BriefsView = view<'briefs'>('../brief/BriefsView.tsx', 'BriefsView');

/** The view a location names; each is fetched when it is first gone to. */
export function View({ location }: { location: Location }) {
  switch (location.view) {
    case 'library':
      return <LibraryView {...location} />;
    case 'reader':
      return <ReaderView {...location} />;
    case 'search':
      return <SearchView {...location} />;
    case 'compare':
      return <CompareView {...location} />;
    case 'tags':
      return <TagsView {...location} />;
    case 'notes':
      return <NotesView {...location} />;
    case 'briefs':
      return <BriefsView {...location} />;
  }
}
